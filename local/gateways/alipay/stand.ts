/** 支付宝的模拟网关怎样登场。 */
import type { Place, Simulator } from '../kit/simulator';
import { alipaySections, gatewayApps, type AlipayKeyMode } from './account';
import { createAlipayGateway, type AlipayGateway } from './gateway';
import { createAlipayKeys, isUsable, type AlipayDevelopmentKeys } from './keys';
import type { AlipayApp, AlipayGatewayOptions } from './options';
import { alipayPast } from './past';
import { rehearseAlipay } from './rehearsal';

interface Extra extends Pick<
  AlipayGatewayOptions,
  'extraNotices' | 'documentationExtras' | 'timestampToleranceMs' | 'refundVisibleAfterMs' | 'refundWindowMs' | 'latency'
> {
  /** 同一个网关上别的商户的应用 */
  readonly moreApps: readonly AlipayApp[];
  /** 授权给这些应用的商户（app_auth_token） */
  readonly authorizations: AlipayApp['authorizations'];
}

const MINUTE_MS = 60_000;

function open(
  keys: AlipayDevelopmentKeys,
  mode: AlipayKeyMode,
  place: Place,
  { moreApps = [], authorizations, ...extra }: Partial<Extra> = {},
): AlipayGateway {
  return createAlipayGateway({
    ...place,
    apps: [...gatewayApps(keys, mode).map((one) => ({ ...one, authorizations })), ...moreApps],
    alipay: { privateKeyPem: keys.alipay.privateKeyPem, certSn: keys.alipay.certificateSn },
    // 两端在同一台机器上：时间差一小时就是时区写错了。
    timestampToleranceMs: 60 * MINUTE_MS,
    ...extra,
  });
}

export const alipay: Simulator<AlipayDevelopmentKeys, AlipayKeyMode, Partial<Extra>, AlipayGateway> = {
  keyModes: ['certificate', 'key'],
  rehearsalOptions: { timestampToleranceMs: MINUTE_MS, extraNotices: ['FULL_REFUND'] },
  createKeys: createAlipayKeys,
  isUsable,
  sections: alipaySections,
  open,
  rehearse: rehearseAlipay,
  past: alipayPast,
  scan: (code) => ({ qr_code: code }),
};
