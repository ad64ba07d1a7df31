/** 路由服务的门：在读任何数据、动任何钱之前，按设置逐条把关。每一条的失败策略在各自的文件里。 */
import type { ReceivingKernel } from '../kernel/kernel';
import type { ServiceEvent } from '../kernel/vk';
import { requireSecureScheme } from './https';
import { requireListedAddress } from './ip-allowlist';
import { limitRate } from './rate-limit';
import { requireSignedRequest, takeSignature } from './signature';

/** 谁的服务：任何人 / 登录的付款人 / 员工。 */
export type Door = 'public' | 'payer' | 'staff';

/** 敲的是哪一扇门。 */
export interface Knock {
  /** 服务名，如 `pay/kh/createPayment` */
  readonly service: string;
  readonly door: Door;
}

/**
 * 请求的签名在这里核对并从 data 里取走。
 * @throws PayError PERMISSION 来源不对 · RATE_LIMIT 太频繁 · SIGNATURE 签名不对 · BUSY 此刻核对不了
 */
export async function admit(k: ReceivingKernel, event: ServiceEvent, { service, door }: Knock): Promise<void> {
  const signature = takeSignature(event);
  requireSecureScheme(k, event.originalParam.event);
  if (door === 'staff') requireListedAddress(k);
  await limitRate(k, service, event.uid || k.context.CLIENTIP || 'unknown');
  if (door !== 'public') await requireSignedRequest(k, event, service, signature);
}
