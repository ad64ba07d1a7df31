/**
 * 租约：「有人正在做这件事」。写在被做的那一行上，每一条进来的路（回调、查询、定时、员工）都先问它。
 * 有外部效果的处理（发短信、调别人的接口、自己连数据库）放不进我们的事务，靠租约保证不会同时跑两次：
 * 只有持有者倒下（租约过期），别人才能重来。
 */
import type { ReceivingKernel } from '../kernel/kernel';

/** 长过任何一个云函数的超时（最长的 monitor 是 120 秒）：过了这么久，持有者一定已经不在了。 */
const LEASE_MS = 130_000;

/** 一件要做成为止的事的进度。 */
export interface TaskState {
  readonly status: 'NONE' | 'PENDING' | 'DONE' | 'FAILED';
  readonly attempts: number;
  /** 下次可以动手的时间，毫秒；有租约时就是租约到期的时间；0 = 不需要 */
  readonly next_date: number;
  /** 正在做的人；做完或失败就去掉 */
  readonly lease?: string;
}

export function isLeased({ lease, next_date }: TaskState, now: number): boolean {
  return lease !== undefined && next_date > now;
}

/** 新的租约，连同它的令牌。 */
export function leased(k: ReceivingKernel, attempts: number): TaskState & { readonly lease: string } {
  return { status: 'PENDING', attempts, next_date: k.now() + LEASE_MS, lease: k.ids.nonce() };
}
