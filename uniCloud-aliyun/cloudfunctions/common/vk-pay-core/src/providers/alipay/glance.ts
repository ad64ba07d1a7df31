/**
 * 没见过的样子切开之前看一眼原文：没有签名的、时间早就过了的不值得切（名字要一个一个读，占验签一次的十分之一多）。
 * 只会拒绝，不会放行；说不准的（名字编了码、时间是少见的写法、段太多）交给细看的那一道。
 */
import { fromBeijingForm } from '../../../../../../../common/contract/beijing-time';
import { MAX_PARTS } from '../kit/form';

const SIGN = 'sign=';
const TIME = 'notify_time=';

export interface Glance {
  /** 网关从不把字段的名字编码：没有原样写着的就是没有签名 */
  readonly hasSign: boolean;
  /** 网关写法的通知时间，毫秒时间戳；说不准的为 undefined */
  readonly at: number | undefined;
}

const UNSURE: Glance = { hasSign: true, at: undefined };

/** `start` 起是不是这样开头；多数段看一个字就知道不是。 */
const startsAt = (body: string, start: number, head: string): boolean =>
  body[start + head.length - 1] === '=' && body.startsWith(head, start);

/** 只看每一段的开头，最多看那么多段：一整篇 `&` 也不值得数到头。 */
export function glanceAt(body: string): Glance {
  let hasSign = false;
  let at: number | undefined;
  let start = 0;
  for (let parts = 0; parts < MAX_PARTS; parts += 1) {
    const end = body.indexOf('&', start);
    if (startsAt(body, start, SIGN)) hasSign = true;
    if (startsAt(body, start, TIME)) at = fromBeijingForm(body, start + TIME.length, end < 0 ? body.length : end);
    if (end < 0) return { hasSign, at };
    start = end + 1;
  }
  return UNSURE;
}
