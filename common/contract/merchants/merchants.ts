/**
 * 数据库里的商户（表 vk-pay-config）在员工页面上的样子。密钥与证书只写不读：答复里只有「填了没有」与指纹。
 */
import type { OkAnswer } from '../answer';
import type { AccountPlatform, ProviderName } from '../channels';

export const MERCHANT_STATUSES = ['active', 'inactive'] as const;
export type MerchantStatus = (typeof MERCHANT_STATUSES)[number];

interface FieldNames {
  /** 认得出是谁的：看得到 */
  readonly plain: readonly string[];
  /** 写 `true` 打开，空文字关上 */
  readonly flags: readonly string[];
  /** 加密存放、只写不读 */
  readonly secret: readonly string[];
}
/** 只有一行的密钥：页面上不必给一大块地方 */
export const SHORT_SECRETS: ReadonlySet<string> = new Set([
  'v3Key',
  'secret',
  'appAuthToken',
  'appKey',
  'sandboxAppKey',
  'token',
  'encodingAESKey',
]);
/** 每个渠道的一节能在页面上填什么；键名与配置文件、vk-uni-pay 相同。没有写的渠道只能直接写文档。 */
export const MERCHANT_FIELDS: Readonly<Partial<Record<ProviderName, FieldNames>>> = {
  wxpay: {
    plain: ['appId', 'mchId', 'subMchId', 'subAppId', 'wxpayPublicKeyId', 'appCertSerialNo'],
    flags: ['platformCertificates'],
    secret: ['secret', 'v3Key', 'appPrivateKeyContent', 'appCertContent', 'wxpayPublicKeyContent'],
  },
  alipay: {
    plain: ['appId', 'sellerId'],
    flags: [],
    secret: ['privateKey', 'alipayPublicKey', 'appCertContent', 'alipayPublicCertContent', 'alipayRootCertContent', 'appAuthToken'],
  },
  'wxpay-virtual': {
    plain: ['appId', 'mchId', 'offerId', 'rate'],
    flags: ['sandbox'],
    secret: ['secret', 'appKey', 'sandboxAppKey', 'token', 'encodingAESKey'],
  },
};

export interface MerchantField {
  readonly name: string;
  readonly filled: boolean;
  /** 看得到的才有 */
  readonly value?: string;
  /** 只写不读的：内容的指纹，用来核对填的是不是那一份 */
  readonly fingerprint?: string;
}
export interface MerchantSection {
  readonly provider: ProviderName;
  readonly platform: AccountPlatform;
  readonly fields: readonly MerchantField[];
  /** 这一节的问题；没有就在收款 */
  readonly problems: readonly string[];
}
/** 改过一次：谁、什么时候、为什么、动了哪里（不含内容）。 */
export interface MerchantChange {
  readonly at: number;
  readonly operator: string;
  readonly reason: string;
  readonly what: readonly string[];
}
export interface MerchantView {
  readonly pid: string;
  readonly name: string;
  /** 不认识的状态原样说出来，这一份不收款 */
  readonly status: string;
  readonly sections: readonly MerchantSection[];
  /** 整份的问题 */
  readonly problems: readonly string[];
  /** 改的时候带回来：别人先改了就拒绝 */
  readonly version: number;
  /** 新的在前 */
  readonly history: readonly MerchantChange[];
}

/** `pay/sys/listMerchants` 的答复。 */
export interface ListMerchantsAnswer extends OkAnswer {
  readonly rows: readonly MerchantView[];
  /** 还有没列出来的 */
  readonly more: boolean;
  /** 有加密密钥，才填得了密钥 */
  readonly can_encrypt: boolean;
  readonly server_date: number;
}
/** `pay/sys/saveMerchant` 的入参；答复是改好的那一份。 */
export interface SaveMerchantInput {
  readonly pid: string;
  /** 看到的版本；新建的不写 */
  readonly version?: number;
  readonly name: string;
  readonly status: MerchantStatus;
  /** 要改的一节：没有点名的键不动，空文字是去掉 */
  readonly section?: {
    readonly provider: ProviderName;
    readonly platform: AccountPlatform;
    readonly fields: readonly { readonly name: string; readonly value: string }[];
  };
  readonly reason: string;
}
export interface SaveMerchantAnswer extends OkAnswer {
  readonly merchant: MerchantView;
  readonly server_date: number;
}
