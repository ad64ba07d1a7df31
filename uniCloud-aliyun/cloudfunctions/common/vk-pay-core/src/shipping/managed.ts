/** 这个应用归不归发货信息管理：归的记一天，不归的只记十分钟——刚刚开通的，不能一天都不录。每个实例各记各的。 */
import { DAY_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import type { Account } from '../providers/provider';
import type { ShippingCapability } from '../providers/shipping';

const NO_MS = 600_000;
const known = new Map<string, { readonly managed: boolean; readonly until: number }>();
/** 应用再多也记得下 */
const MAX_KNOWN = 500;

/** @throws PayError 此刻问不到 */
export async function isManaged(k: Kernel, shipping: ShippingCapability<Account>, account: Account, token: string): Promise<boolean> {
  const key = `${account.gatewayUrl} ${account.provider} ${account.appid}`;
  const before = known.get(key);
  const now = k.now();
  if (before && now < before.until && before.until - now <= DAY_MS) return before.managed;
  const managed = await shipping.managed(account, token);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, { managed, until: now + (managed ? DAY_MS : NO_MS) });
  return managed;
}
