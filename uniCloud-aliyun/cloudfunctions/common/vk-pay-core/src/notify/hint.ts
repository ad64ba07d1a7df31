/**
 * 验不过签的回调 → 「去看一眼」的提示。什么也不改，只把那张单下一次查询提前，由定时任务向网关求证。
 * 报文里的单号不可信：只用来查有没有一张这个渠道、这个商户、还没有结论的订单。
 * 限频：每个渠道与商户每分钟最多一次，全部实例合计（先看自己的实例，灌再多也不碰数据库）；
 * 别人的单号因此也问不快：最多一分钟替他多查一次。失败策略：做不成就算了，本来就有排期。
 */
import { OUT_TRADE_NO_PATTERN } from '../../../../../../common/contract/payments/order-number';
import type { ReceivingKernel } from '../kernel/kernel';
import type { PayError } from '../kernel/pay-error';
import { claim } from '../ledger/claim';
import type { Account, ProviderReceiver, RawNotify } from '../providers/provider';

const GAP_MS = 60_000;
const lastHint = new WeakMap<Account, number>();
/** 畸形的、别家商户的不算：前者谁都能乱发，后者说的不是我们的钱。 */
const UNVERIFIED: ReadonlySet<PayError['kind']> = new Set<PayError['kind']>(['SIGNATURE', 'CERTIFICATE', 'NETWORK', 'BUSY', 'RATE_LIMIT']);

/** 这个实例这一分钟还没有用过。 */
function isFirst(account: Account, now: number): boolean {
  const last = lastHint.get(account);
  // 时钟被拨回来的，也算过了一分钟。
  if (last !== undefined && now >= last && now - last < GAP_MS) return false;
  lastHint.set(account, now);
  return true;
}

async function look(k: ReceivingKernel, provider: ProviderReceiver, account: Account, raw: RawNotify): Promise<void> {
  try {
    const out_trade_no = provider.hintOf(account, raw);
    if (out_trade_no === undefined || !OUT_TRADE_NO_PATTERN.test(out_trade_no)) return;
    if (!(await claim(k, `notify-hint:${account.provider}:${account.pid}`, GAP_MS))) return;
    const { lookSooner } = await import('./settlement');
    await lookSooner(k, account, out_trade_no);
  } catch {
    // 见文件头：只是提示。
  }
}

/** 从不抛出；这一分钟用过了的什么也不做。 */
export function takeHint(
  k: ReceivingKernel,
  { provider, account }: { readonly provider: ProviderReceiver; readonly account: Account },
  raw: RawNotify,
  { kind }: PayError,
): Promise<void> | undefined {
  return UNVERIFIED.has(kind) && isFirst(account, k.now()) ? look(k, provider, account, raw) : undefined;
}
