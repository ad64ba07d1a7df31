/** 分账与分账关系的业务参数（docs/protocols/alipay.md §4.16）。 */
import type { Parsed } from '../kit/shape';
import { amount, freeText, invalid, list, object, oneOf, optional, OUT_NUMBER, text, type Rule } from './fields';

const ACCOUNT_TYPES = ['userId', 'loginName', 'openId'] as const;
const tradeNo = text(64, /^\d{16,64}$/);
const percentage: Rule<number> = (value, name) => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 100) throw invalid(name, '应为 1 到 100 的整数');
  return value;
};

const part = object({
  royalty_type: optional(oneOf('transfer', 'replenish')),
  trans_out: optional(text(16)),
  trans_out_type: optional(oneOf('userId', 'loginName')),
  trans_in_type: optional(oneOf(...ACCOUNT_TYPES)),
  trans_in: text(64),
  amount: optional(amount(11)),
  amount_percentage: optional(percentage),
  desc: optional(freeText(1000)),
  royalty_scene: optional(text(256)),
  trans_in_name: optional(text(64)),
});

export const settleShape = {
  out_request_no: text(64, OUT_NUMBER),
  trade_no: tradeNo,
  royalty_parameters: optional(list(part, 1000)),
  operator_id: optional(text(64)),
  extend_params: optional(object({ royalty_finish: optional(oneOf('true', 'false')) })),
  royalty_mode: optional(oneOf('sync', 'async')),
};
export const settleQueryShape = {
  settle_no: optional(text(64)),
  out_request_no: optional(text(64, OUT_NUMBER)),
  trade_no: optional(tradeNo),
};

/** 退款时向已分的一方要回来 */
export const takeBackPart = object({
  royalty_type: optional(oneOf('transfer', 'replenish')),
  trans_out: text(64),
  trans_out_type: optional(oneOf(...ACCOUNT_TYPES)),
  trans_in: optional(text(64)),
  trans_in_type: optional(oneOf(...ACCOUNT_TYPES)),
  amount: amount(11),
  desc: optional(freeText(1000)),
});

/** 数量上限另有自己的错误码 */
const MANY = 1000;
const receiver = object({ type: text(32), account: text(64), name: optional(text(64)), memo: optional(text(128)) });
export const relationShape = { out_request_no: text(32), receiver_list: optional(list(receiver, MANY)) };
const page: Rule<number> = (value, name) => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) throw invalid(name, '应为正整数');
  return value;
};
export const relationQueryShape = { out_request_no: text(32), page_num: optional(page), page_size: optional(page) };

export const RECEIVER_TYPES: readonly string[] = ACCOUNT_TYPES;
export type SettleBody = Parsed<typeof settleShape>;
export type SettlePart = ReturnType<typeof part>;
export type SettleQueryBody = Parsed<typeof settleQueryShape>;
export type TakeBackPart = ReturnType<typeof takeBackPart>;
export type RelationBody = Parsed<typeof relationShape>;
export type RelationQueryBody = Parsed<typeof relationQueryShape>;
