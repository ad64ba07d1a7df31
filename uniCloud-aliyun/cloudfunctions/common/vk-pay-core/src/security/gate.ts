/** 路由服务的门：在读任何数据、动任何钱之前，按设置逐条把关。每一条的失败策略在各自的文件里。 */
import { SERVICES } from '../../../../../../common/contract/services';
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { ServiceEvent } from '../kernel/vk';
import { requireSecureScheme } from './https';
import { requireListedAddress } from './ip-allowlist';
import { requireModest } from './modest';
import { limitRate } from './rate-limit';
import { requireSignedRequest, takeSignature } from './signature';
import { sourceOf } from './source';

/** 谁的服务：任何人 / 登录的付款人 / 员工 / 商户自己的服务器。 */
export type Door = 'public' | 'payer' | 'staff' | 'server';

/** 收下的文字自己会遮住（或加密）的服务；写着名字的只有那个键下的 */
const MASKED: ReadonlyMap<string, true | string> = new Map<string, true | string>([
  [SERVICES.recordError, true],
  [SERVICES.saveMerchant, 'value'],
  // 异常的退款退到付款人的另一张卡：卡号当场加密交给网关，不存
  [SERVICES.resolveReview, 'bank_account'],
]);

/** 敲的是哪一扇门。 */
export interface Knock {
  /** 服务名，如 `pay/kh/createPayment` */
  readonly service: string;
  readonly door: Door;
}

/**
 * 每个服务只在自己的名字下回答：`pay//kh/…`、大小写不同、绕了一圈的路径也许装载得到同一个文件，
 * 框架按路径判断的登录与角色、我们按名字数的次数却不是它的。@throws PayError PERMISSION
 */
export function requireOwnName({ url }: ServiceEvent, service: string): void {
  if (url !== service) throw new PayError('PERMISSION', { detail: `${service} 不在这个名字下回答` });
}

/**
 * 请求的签名从 data 里取走；登录的人的在这里核对，服务器的要先认出是谁，由 entry/serve-server 核对。
 * @returns 取走的签名
 * @throws PayError PARAM 太深、太多、太长 · PERMISSION 来源不对 · RATE_LIMIT 太频繁 · SIGNATURE 签名不对 · BUSY 此刻核对不了
 */
export async function admit(k: ReceivingKernel, event: ServiceEvent, { service, door }: Knock): Promise<unknown> {
  requireModest(event.data, MASKED.get(service));
  const signature = takeSignature(event);
  requireSecureScheme(k, event.originalParam.event);
  if (door === 'staff' || door === 'server') requireListedAddress(k);
  const user = door === 'server' ? undefined : event.uid;
  await limitRate(k, service, user || sourceOf(k.context.CLIENTIP));
  if (door === 'payer' || door === 'staff') await requireSignedRequest(k, event, service, signature);
  return signature;
}
