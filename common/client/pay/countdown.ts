/** 剩余付款时间：以服务端时间为准，本机时钟只当秒表用（快慢几分钟都不影响）。 */

export interface Deadline {
  /** 收到答复时还剩的毫秒 */
  readonly leftAtReceipt: number;
  /** 收到答复时本机的毫秒 */
  readonly receivedAt: number;
}

export function deadlineFrom(
  { expire_date, server_date }: { readonly expire_date: number; readonly server_date: number },
  receivedAt: number,
): Deadline {
  return { leftAtReceipt: expire_date - server_date, receivedAt };
}

/** 现在还剩的毫秒，不小于 0。 */
export function timeLeft({ leftAtReceipt, receivedAt }: Deadline, now: number): number {
  return Math.max(0, leftAtReceipt - Math.max(0, now - receivedAt));
}
