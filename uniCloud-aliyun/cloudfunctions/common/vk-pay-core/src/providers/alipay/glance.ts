/**
 * 表单切开之前看一眼原文：没有签名的、时间早就过了的不值得切（切一张要占验签一次的十分之一多，还要先抄成字节）。
 * 只会拒绝，不会放行；说不准的（名字编了码、时间是少见的写法、段太多）交给细看的那一道。
 */
import { fromBeijingText } from '../../../../../../../common/contract/beijing-time';
import { MAX_PARTS } from '../kit/form';

const SIGN = 'sign=';
const TIME = 'notify_time=';
/** 网关总是这样写时间：`2026-11-23+12%3A00%3A00`。 */
const WRITTEN_TIME = 23;

export interface Glance {
  /** 网关从不把字段的名字编码：没有原样写着的就是没有签名 */
  readonly hasSign: boolean;
  /** 网关写法的通知时间，毫秒时间戳；说不准的为 undefined */
  readonly at: number | undefined;
}

const UNSURE: Glance = { hasSign: true, at: undefined };

/** `from` 起的一段是不是网关写法的时间。 */
function writtenTime(body: string, from: number): number | undefined {
  const to = from + WRITTEN_TIME;
  if (to < body.length && body[to] !== '&') return undefined;
  if (body[from + 10] !== '+' || !body.startsWith('%3A', from + 13) || !body.startsWith('%3A', from + 18)) return undefined;
  const hour = body.slice(from + 11, from + 13);
  const minute = body.slice(from + 16, from + 18);
  return fromBeijingText(`${body.slice(from, from + 10)} ${hour}:${minute}:${body.slice(from + 21, to)}`);
}

/** 只看每一段的开头，最多看那么多段：一整篇 `&` 也不值得数到头。 */
export function glanceAt(body: string): Glance {
  let hasSign = false;
  let at: number | undefined;
  let start = 0;
  for (let parts = 0; parts < MAX_PARTS; parts += 1) {
    const first = body[start];
    if (first === 's' && body.startsWith(SIGN, start)) hasSign = true;
    if (first === 'n' && body.startsWith(TIME, start)) at = writtenTime(body, start + TIME.length);
    const end = body.indexOf('&', start);
    if (end < 0) return { hasSign, at };
    start = end + 1;
  }
  return UNSURE;
}
