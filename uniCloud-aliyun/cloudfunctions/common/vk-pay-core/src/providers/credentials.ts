/** 渠道把一节配置读成凭据：读得出来的、哪里写错了、密钥各是谁的、证书何时过期。 */
import type { ProviderName } from '../../../../../../common/contract/channels';

export interface ConfigProblem {
  /** 配置路径，如 `wxpay.h5.v3Key` */
  readonly path: string;
  readonly problem: string;
  /** 光看路径分不出来的几种：环境与网关不配、自己的密钥当成了网关的 */
  readonly about?: 'crossing' | 'own-key';
}
/** 一节里的一把密钥是谁的；整份配置里的放在一起比，自己的从不许当作网关的。 */
export interface DeclaredKey {
  readonly path: string;
  readonly provider: ProviderName;
  readonly owner: 'merchant' | 'gateway';
  /** 公钥的指纹（SHA-256） */
  readonly fingerprint: string;
}
/** 会过期的东西：一张证书。 */
export interface Expiring {
  /** 写在配置的哪里，或从哪里下载的 */
  readonly path: string;
  /** 给人看的名字 */
  readonly title: string;
  /** 十六进制大写 */
  readonly serial: string;
  /** 毫秒 */
  readonly expireAt: number;
}
export type CredentialsResult<Credentials> =
  | {
      readonly ok: true;
      readonly appid: string;
      readonly mchid: string;
      /** 覆盖默认网关（沙箱） */ readonly gatewayUrl?: string;
      readonly keys: readonly DeclaredKey[];
      /** 用到的证书什么时候过期 */
      readonly expiring?: readonly Expiring[];
      readonly credentials: Credentials;
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };
