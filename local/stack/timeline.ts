/** 运行时与网关的事件 → 一条人能读懂的时间线：谁调用了谁、签名验过没有、状态怎么变。 */
import type { GatewayEvent as AlipayEvent } from '../gateways/alipay';
import type { GatewayEvent as WxpayEvent } from '../gateways/wxpay';
import type { RuntimeEvent } from '../unicloud';
import type { StackEvent } from './stack';

export interface TimelineEntry {
  /** 距开始的毫秒数 */
  readonly ms: number;
  readonly actor: string;
  readonly text: string;
  readonly mark: 'good' | 'bad' | 'info';
}
type Line = Omit<TimelineEntry, 'ms'>;

const SOURCES: Readonly<Record<string, string>> = {
  client: '前端',
  http: '支付网关',
  timing: '定时器',
  function: '云函数',
  server: '控制台',
};

function cloudLine(event: RuntimeEvent): Line | undefined {
  switch (event.type) {
    case 'invoke': {
      const target = `${event.name}${event.url ? ` ${event.url}` : ''}`;
      if (event.phase === 'start') return { actor: SOURCES[event.source] ?? event.source, text: `调用 ${target}`, mark: 'info' };
      return {
        actor: event.name,
        text: `${event.failed ? '失败' : '答复'} ${event.url ?? ''}（${(event.ms ?? 0).toFixed(1)} 毫秒）`,
        mark: event.failed ? 'bad' : 'info',
      };
    }
    case 'database':
      return event.write && event.kind !== 'rollback'
        ? {
            actor: '数据库',
            text: event.kind === 'commit' ? '提交事务' : `${event.kind} ${event.collection}`,
            mark: event.failed ? 'bad' : 'info',
          }
        : undefined;
    case 'http':
      return {
        actor: '云函数',
        text: `${event.method} ${new URL(event.url).pathname} → ${event.status ?? '没有答复'}（${event.ms.toFixed(1)} 毫秒）`,
        mark: event.status !== undefined && event.status < 300 ? 'good' : 'bad',
      };
    case 'console':
      return event.level === 'error' ? { actor: event.name, text: event.text, mark: 'bad' } : undefined;
  }
}

const STEPS = { sent: '发出', acked: '已被确认', retry: '没有被确认，将重发', gaveUp: '放弃', suppressed: '被故障脚本压住' } as const;

function callbackLine(
  actor: string,
  what: string,
  { step, attempt, status }: { step: keyof typeof STEPS; attempt: number; status?: number },
): Line {
  const mark = step === 'acked' ? 'good' : step === 'sent' ? 'info' : 'bad';
  return { actor, text: `${what} 第 ${attempt} 次 ${STEPS[step]}${status === undefined ? '' : `（${status}）`}`, mark };
}

const stateLine = (actor: string, { subject, before, after }: { subject: string; before: string | null; after: string }): Line => ({
  actor,
  text: `${subject === 'refund' ? '退款' : '交易'} ${before ?? '（无）'} → ${after}`,
  mark: 'good',
});

interface Gateway {
  readonly actor: string;
  /** 各种通知叫什么；没列出的用网关自己的名字 */
  readonly notices: Readonly<Record<string, string>>;
}
const GATEWAYS = {
  wxpay: { actor: '微信网关', notices: { 'TRANSACTION.SUCCESS': '支付回调', 'REFUND.SUCCESS': '退款回调' } },
  alipay: { actor: '支付宝网关', notices: { payment: '支付通知', refund: '退款通知', waiting: '等待付款通知', closed: '关闭通知' } },
} as const satisfies Readonly<Record<string, Gateway>>;

function gatewayLine({ actor, notices }: Gateway, event: AlipayEvent | WxpayEvent): Line {
  switch (event.kind) {
    case 'request': {
      const code = event.code === undefined ? '' : ` ${event.code}`;
      if (event.outcome === 'verified')
        return { actor, text: `${event.operation} 请求签名验过，处理并签名答复 ${event.status}`, mark: 'good' };
      return {
        actor,
        text: `${event.operation} ${event.outcome === 'lost' ? '被故障脚本丢弃' : `被拒绝 ${event.status}${code}`}`,
        mark: 'bad',
      };
    }
    case 'state':
      return stateLine(actor, event);
    case 'callback':
      return callbackLine(actor, notices[event.notice] ?? `回调 ${event.notice}`, event);
  }
}

function lineOf(item: StackEvent): Line | undefined {
  switch (item.source) {
    case 'cloud':
      return cloudLine(item.event);
    case 'wxpay':
    case 'alipay':
      return gatewayLine(GATEWAYS[item.source], item.event);
  }
}

/** 按时间排列；`startedAt` 为毫秒时间戳，此前的事件不要。 */
export function readTimeline(events: readonly StackEvent[], startedAt: number): TimelineEntry[] {
  return events
    .filter((item) => item.at >= startedAt)
    .flatMap((item) => {
      const line = lineOf(item);
      return line ? [{ ms: item.at - startedAt, ...line }] : [];
    });
}
