/** 重试的节奏：全系统只有这一张表。第 n 次失败（或没有结论）之后等多久，毫秒；走完之后按最后一档。 */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const LADDERS = {
  /** 主动查单：网关的通知没到时多久发现 */
  order: [10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE],
  /** 退款查询：网关建议前五分钟每分钟一次，再放慢；账单没出也照它 */
  refund: [MINUTE, MINUTE, MINUTE, MINUTE, MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE],
  /** 处理业务、收回权益 */
  task: [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR],
  /** 录发货信息：付款之后过一会儿那边才有（docs/protocols/wxpay.md §13.3） */
  shipping: [2 * MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR],
  /** 对外的事件：十次，前后约三天 */
  event: [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 20 * HOUR],
} as const satisfies Record<string, readonly number[]>;

/** @param attempts 已经试过几次（0 = 还没有） */
export function retryDelay(ladder: keyof typeof LADDERS, attempts: number): number {
  const steps: readonly number[] = LADDERS[ladder];
  return steps[Math.min(Math.max(attempts, 0), steps.length - 1)] as number;
}
