/** 虚拟支付服务端接口的请求字段（docs/protocols/wxpay.md §13.1）；不合的一律 268490002。 */
import { createShapes, type Rule as RuleAt } from '../kit/shape';
import { OpenApiError } from './open-api-error';

type Rule<T> = RuleAt<T, string>;
const wrong = (name: string, reason: string): OpenApiError => new OpenApiError(268490002, `parameter error: ${name} ${reason}`);
const shapes = createShapes<string>({
  child: (name, key) => (name === '' ? String(key) : `${name}.${key}`),
  notAnObject: (name) => wrong(name, 'should be object'),
  notAList: (name) => wrong(name, 'should be array'),
  notOneOf: (name, allowed) => wrong(name, `should be one of ${allowed.join(' ')}`),
  unknownKey: (name) => wrong(name, 'unexpected'),
  missing: (name) => wrong(name, 'missing'),
  isNull: (name) => wrong(name, 'null'),
});
const { object, optional, oneOf } = shapes;
const text =
  (max: number, pattern?: RegExp): Rule<string> =>
  (value, name) => {
    if (typeof value !== 'string' || value === '' || value.length > max || (pattern && !pattern.test(value))) throw wrong(name, 'invalid');
    return value;
  };
const count: Rule<number> = (value, name) => {
  if (!Number.isSafeInteger(value) || (value as number) < 1) throw wrong(name, 'should be positive integer');
  return value as number;
};
const environment: Rule<0 | 1> = (value, name) => {
  if (value !== 0 && value !== 1) throw wrong(name, 'should be 0 or 1');
  return value;
};
const openid: Rule<string> = (value) => {
  if (typeof value !== 'string' || value === '' || value.length > 128) throw new OpenApiError(268490001, 'invalid openid');
  return value;
};
const orderId = text(64);
const anyOrder = { order_id: optional(orderId), wx_order_id: optional(orderId), env: environment };
const user = { openid, env: environment, user_ip: text(45) };

export const queryOrderBody = object({ openid, ...anyOrder });
export const refundOrderBody = object({
  openid,
  ...anyOrder,
  refund_order_id: text(32, /^(?!_)[0-9A-Za-z_\-|*@]{8,32}$/),
  left_fee: count,
  refund_fee: count,
  biz_meta: optional(text(1024)),
  refund_reason: oneOf('0', '1', '2', '3', '4', '5'),
  req_from: oneOf('1', '2', '3'),
});
export const provideBody = object(anyOrder);
export const balanceBody = object(user);
export const spendBody = object({
  ...user,
  amount: count,
  order_id: orderId,
  payitem: text(4096),
  remark: optional(text(1024)),
  device_type: optional(oneOf('1', '2')),
});
const deviceType: Rule<number | string> = (value, name) => {
  if (![1, 2, '1', '2'].includes(value as never)) throw wrong(name, 'should be 1 or 2');
  return value as number;
};
export const unspendBody = object({ ...user, pay_order_id: orderId, order_id: orderId, amount: count, device_type: deviceType });
export const presentBody = object({ openid, env: environment, order_id: orderId, amount: count, device_type: optional(deviceType) });

export type QueryOrderBody = ReturnType<typeof queryOrderBody>;
export type RefundOrderBody = ReturnType<typeof refundOrderBody>;
export type ProvideBody = ReturnType<typeof provideBody>;
export type UserBody = ReturnType<typeof balanceBody>;
export type SpendBody = ReturnType<typeof spendBody>;
export type UnspendBody = ReturnType<typeof unspendBody>;
export type PresentBody = ReturnType<typeof presentBody>;
/** 检查整个正文。 */
export const read = <T>(rule: Rule<T>, value: unknown): T => rule(value, '');
