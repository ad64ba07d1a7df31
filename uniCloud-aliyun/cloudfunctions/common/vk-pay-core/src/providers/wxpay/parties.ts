/**
 * 钱是谁的、话是谁说的（docs/protocols/wxpay.md §2.9）：直连商户两者是同一个；服务商替特约商户收款时，
 * 账号的 `mchid`、`appid` 是收钱的那一家的，签名、密钥、证书是服务商的。请求里怎样写、答复里怎样认，只在这里。
 */
import { textOf, type Json } from '../kit/json';

/** 服务商自己：收钱的是特约商户。 */
export interface Partner {
  readonly mchid: string;
  readonly appid: string;
  /** 特约商户自己的应用；付款人的 openid 是它的。没有就用服务商的应用 */
  readonly subAppid?: string;
}

/** 一个收款账号里说得出「谁」的那部分。 */
interface Party {
  readonly mchid: string;
  readonly appid: string;
  readonly credentials: { readonly partner?: Partner };
}

/** 签名、下载证书的是谁。 */
export const speakerOf = ({ mchid, credentials: { partner } }: Party): string => partner?.mchid ?? mchid;

export const transactionsPath = ({ credentials: { partner } }: Party): string =>
  partner ? '/v3/pay/partner/transactions' : '/v3/pay/transactions';

/** 商户号：查单、关单。 */
export const merchantFields = ({ mchid, credentials: { partner } }: Party): Readonly<Record<string, string>> =>
  partner ? { sp_mchid: partner.mchid, sub_mchid: mchid } : { mchid };

/** 应用与商户号：下单、付款码、撤销。 */
export function ownerFields(account: Party): Readonly<Record<string, string>> {
  const { partner } = account.credentials;
  const apps: Readonly<Record<string, string>> = partner
    ? { sp_appid: partner.appid, ...(partner.subAppid === undefined ? {} : { sub_appid: partner.subAppid }) }
    : { appid: account.appid };
  return { ...apps, ...merchantFields(account) };
}

/** 退款、账单只在服务商模式下点名是哪一家。 */
export const subMerchant = ({ mchid, credentials: { partner } }: Party): Readonly<Record<string, string>> =>
  partner ? { sub_mchid: mchid } : {};

export function payerOf({ credentials: { partner } }: Party, openid: string | undefined): Readonly<Record<string, string | undefined>> {
  if (!partner) return { openid };
  return partner.subAppid === undefined ? { sp_openid: openid } : { sub_openid: openid };
}

interface Named {
  readonly mchid: string | undefined;
  readonly appid: string | undefined;
}
/** 答复、通知里写着的是谁：服务商模式的取收钱的那一家。 */
export function namedIn(json: Json): Named {
  const mchid = textOf(json, 'sub_mchid') ?? textOf(json, 'mchid');
  const appid = textOf(json, 'sub_appid') ?? textOf(json, 'sp_appid') ?? textOf(json, 'appid');
  return { mchid, appid };
}

/** 通知是不是给这个账号的：服务商的通知，服务商与收钱的那一家都要对。 */
export function isFor({ mchid, credentials: { partner } }: Party, json: Json): boolean {
  if (!partner) return textOf(json, 'mchid') === mchid && textOf(json, 'sub_mchid') === undefined;
  return textOf(json, 'sp_mchid') === partner.mchid && textOf(json, 'sub_mchid') === mchid;
}
