/**
 * 通知与跳回地址的签名盖住的是 `k=v&k=v`，值不编码（docs/protocols/alipay.md §7）：值里若有 `&名字=`，
 * 同一段签过名的文字可以切成另一组字段——一分钱的通知就能切成另一张单的。
 * 所以出去的值不许有它，收到的值有它就不信。这样文字里每一处 `&名字=` 必是字段的开头，切法只有一种；
 * 普通的 `&`（「杯子 & 盘子」）切不出字段，照常放行。
 */

import type { Form } from '../kit/form';

const CAN_BE_CUT = /&[A-Za-z0-9_.-]{1,64}=/;

export function canBeCut(value: string): boolean {
  return value.includes('&') && CAN_BE_CUT.test(value);
}

/** 这些值连成的文字是否只有一种切法。@param hasAmpersand 有没有哪个值带着 `&`；没有就不必逐个看 */
export function isUnambiguous(form: Form, hasAmpersand: boolean): boolean {
  // 名字不像字段名的本身就是一刀。
  return form.hasPlainNames && !(hasAmpersand && form.values().some(canBeCut));
}
