/** 路由服务的门：在读任何数据、动任何钱之前，按设置逐条把关。每一条的失败策略在各自的文件里。 */
import type { ReceivingKernel } from '../kernel/kernel';
import type { ServiceEvent } from '../kernel/vk';
import { requireSecureScheme } from './https';
import { requireListedAddress } from './ip-allowlist';
import { limitRate } from './rate-limit';

/** 谁的服务：付款人与任何人 / 员工。 */
export type Door = 'payer' | 'staff';

/**
 * @throws PayError PERMISSION 来源不对 · RATE_LIMIT 太频繁
 */
export async function admit(k: ReceivingKernel, event: ServiceEvent, door: Door): Promise<void> {
  requireSecureScheme(k, event.originalParam.event);
  if (door === 'staff') requireListedAddress(k);
  await limitRate(k, event.url ?? '', event.uid || k.context.CLIENTIP || 'unknown');
}
