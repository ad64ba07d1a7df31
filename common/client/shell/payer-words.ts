/**
 * 失败说给付款人听的话。错误目录的原话有一半是写给开发者的（签名、证书、参数完整性），
 * 这里按码换成人话；字段名、路径、网关的原文只进日志。
 */
import { catalogueEntry, ERROR_CATALOGUE } from '../../contract/errors';
import { FAILURES } from '../words/failures';
import { language } from '../words/language';
import { BETWEEN_FIELDS, FORMAT_DEMAND, NO_OPENID, NUMBER_SPENT, PARAM_PREFIX, PRICE_CHANGED, WAY_GONE } from './server-phrases';

export interface PayerWords {
  readonly msg: string;
  /** 下一步 */
  readonly action: string;
}

const { PARAM, SIGNATURE, CERTIFICATE, NETWORK, ORDER_NOT_FOUND, ORDER_PAID, BALANCE, RATE_LIMIT, PERMISSION, BUSY, SYSTEM } =
  ERROR_CATALOGUE;

/** 错误目录的话，现在的语言。 */
function catalogueMsg(code: number): string {
  const { msg, english } = catalogueEntry(code);
  return language.value === 'zh' ? msg : english.msg;
}

const unavailable = (): PayerWords => ({ msg: FAILURES.unavailable, action: FAILURES.unavailableNext });
/** 目录的话付款人听得懂的，只换下一步。 */
const next =
  (key: keyof typeof FAILURES & `${string}Next`) =>
  (code: number): PayerWords => ({ msg: catalogueMsg(code), action: FAILURES[key] });

const WORDS: ReadonlyMap<number, (code: number) => PayerWords> = new Map<number, (code: number) => PayerWords>([
  [PARAM.code, () => ({ msg: FAILURES.param, action: FAILURES.paramNext })],
  [SIGNATURE.code, unavailable],
  [CERTIFICATE.code, unavailable],
  [NETWORK.code, next('networkNext')],
  [ORDER_NOT_FOUND.code, next('notFoundNext')],
  [ORDER_PAID.code, next('paidNext')],
  [BALANCE.code, next('balanceNext')],
  [RATE_LIMIT.code, next('waitNext')],
  [PERMISSION.code, next('permissionNext')],
  [BUSY.code, next('waitNext')],
  [SYSTEM.code, next('systemNext')],
]);

/** 参数错误里能对人说的：是哪一栏的、说的是什么事。写在前面的优先。 */
const PARAM_WORDS: readonly (readonly [RegExp, () => PayerWords])[] = [
  [PRICE_CHANGED, () => ({ msg: FAILURES.priceChanged, action: FAILURES.priceChangedNext })],
  [NUMBER_SPENT, () => ({ msg: FAILURES.spent, action: FAILURES.spentNext })],
  [WAY_GONE, () => ({ msg: FAILURES.wayGone, action: FAILURES.wayGoneNext })],
  [NO_OPENID, () => ({ msg: FAILURES.noOpenid, action: FAILURES.noOpenidNext })],
];

/** 订单类型的 reject('custom.…', '库存不足') 是商户写给人看的，原样说；格式要求不是。 */
const FROM_ORDER_TYPE = /(?:^|\.)custom(?:\.\w+)* (.+)$/;

function paramWords(said: string): PayerWords {
  const text = said.replace(PARAM_PREFIX, '');
  for (const [pattern, words] of PARAM_WORDS) if (pattern.test(text)) return words();
  const reasons = text
    .split(BETWEEN_FIELDS)
    .map((part) => FROM_ORDER_TYPE.exec(part)?.[1])
    .filter((reason): reason is string => reason !== undefined && !FORMAT_DEMAND.test(reason));
  const plain: PayerWords = { msg: FAILURES.param, action: FAILURES.paramNext };
  return reasons.length > 0 ? { msg: reasons.join(BETWEEN_FIELDS), action: plain.action } : plain;
}

/** @param said 服务端的原话，只用来认出是哪一种 */
export function payerWords(code: number, said: string): PayerWords {
  if (code === PARAM.code) return paramWords(said);
  return WORDS.get(code)?.(code) ?? { msg: catalogueMsg(code), action: FAILURES.laterNext };
}
