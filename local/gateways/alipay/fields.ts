/**
 * biz_content 的严格检查（docs/protocols/alipay.md §1.2、§4.0、§9）：没写在文档里的键、类型、长度、格式不符一律 ACQ.INVALID_PARAMETER。
 * 真实网关对有些错误较宽，这里从严：能过这里的请求，真实网关没有理由拒绝。长度按字符计（§9 的 subject、body）。
 */
import { createShapes, type Parsed, type Rule as RuleAt, type Shape } from '../kit/shape';
import { fenOf } from '../kit/yuan';
import { GatewayError } from './errors';

/** 检查并返回收窄后的值；不符合时抛出 ACQ.INVALID_PARAMETER。 */
export type Rule<T> = RuleAt<T, string>;

/** 商户自己的各种单号 */
export const OUT_NUMBER = /^[A-Za-z0-9_]+$/;
export const MIN_FEN = 1;
/** 一亿元 */
export const MAX_FEN = 10_000_000_000;

export function invalid(name: string, reason: string): GatewayError {
  return new GatewayError('ACQ.INVALID_PARAMETER', `参数有误，${name}${reason}`);
}

const shapes = createShapes<string>({
  child: (name, key) => (typeof key === 'number' ? `${name}[${key}]` : key),
  notAnObject: (name) => invalid(name, '应为对象'),
  notAList: (name, min, max) => invalid(name, `应为 ${min} 到 ${max} 项的数组`),
  notOneOf: (name, allowed) => invalid(name, `应为 ${allowed.join('、')} 之一`),
  unknownKey: (name) => invalid(name, '不是这个接口的参数'),
  missing: (name) => invalid(name, '缺失'),
});
export const { optional, oneOf, anyObject, object } = shapes;
/** 1 到 max 项的数组 */
export const list = <T>(item: Rule<T>, max: number): Rule<readonly T[]> => shapes.list(item, max, 1);

/** 字符串。@param max 最多多少个字符（码点） */
export function text(max: number, pattern?: RegExp): Rule<string> {
  return (value, name) => {
    if (typeof value !== 'string') throw invalid(name, '应为字符串');
    if (value === '') throw invalid(name, '为空；没有值的参数不要传');
    if ([...value].length > max) throw invalid(name, `超过 ${max} 个字符`);
    if (pattern && !pattern.test(value)) throw invalid(name, '格式不对');
    return value;
  };
}

/** 像是夹带了别的参数的文字：`…total_amount=0.01…` */
const PARAMETERS = [
  ...['app_id', 'auth_app_id', 'body', 'charset', 'passback_params', 'sign', 'sign_type', 'subject'],
  ...['total_amount', 'total_fee', 'trade_no', 'trade_status'],
  ...['buyer', 'fund', 'gmt', 'notify', 'out', 'refund', 'seller'].map((start) => `${start}_\\w+`),
];
const SMUGGLED = new RegExp(`(?:^|[^A-Za-z0-9_])(?:${PARAMETERS.join('|')})\\s*=`, 'i');

/** 给人看的文字（§1.2）：夹带着参数名的会被当成攻击。 */
export function freeText(max: number): Rule<string> {
  const check = text(max);
  return (value, name) => {
    const given = check(value, name);
    if (SMUGGLED.test(given)) throw new GatewayError('isv.suspected-attack', `${name} 里夹带着参数`);
    return given;
  };
}

/** 公用回传参数（§4.0）：调用方先做一次 URL 编码；没有编码的 & 与 = 会让订单信息无法识别。 */
export const encodedText = (max: number): Rule<string> => {
  const check = text(max);
  return (value, name) => {
    const given = check(value, name);
    if (/[&=]/.test(given)) throw invalid(name, '应先做 URL 编码，订单信息无法识别');
    return given;
  };
};

/** 元的十进制字符串，返回分。 */
export function amount(maxLength: number, min = MIN_FEN): Rule<number> {
  return (value, name) => {
    if (typeof value !== 'string') throw invalid(name, '应为元的十进制字符串');
    const fen = value.length > maxLength ? undefined : fenOf(value);
    if (fen === undefined || fen < min || fen > MAX_FEN) throw invalid(name, '应为 0.01 到 100000000，最多两位小数');
    return fen;
  };
}

/** 按形状检查 biz_content；多余的键被拒绝。 */
export const parse = <S extends Shape>(shape: S, value: unknown): Parsed<S> => object(shape)(value, 'biz_content');
