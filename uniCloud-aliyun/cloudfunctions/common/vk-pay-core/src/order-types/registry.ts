/** 订单类型的清单：加载时检查，查找只按这份清单。 */
import { LATE_POLICIES } from '../../../../../../common/contract/payments/order';
import type { PaymentType } from './payment-type';
import { fromVkUniPay, type VkUniPayType } from './vk-uni-pay';

/** 没有登记过的名字都归它（compat/handlers）：怎样归，它自己说。 */
export interface RestOfTypes {
  readonly name: '*';
  takeRest(index: Map<string, PaymentType>): void;
}
export type DeclaredType = PaymentType | VkUniPayType | RestOfTypes;

/** 把类型清单变成 Map，加载时检查重名；查找永远不会按调用方给的字符串 require。 */
export function indexPaymentTypes(types: readonly DeclaredType[]): ReadonlyMap<string, PaymentType> {
  const index = new Map<string, PaymentType>();
  for (const declared of types) {
    if ('takeRest' in declared) {
      declared.takeRest(index);
      continue;
    }
    const type = 'style' in declared ? fromVkUniPay(declared) : declared;
    if (!/^[a-z][a-z0-9_-]{0,31}$/.test(type.name) || index.has(type.name)) throw new Error(`订单类型名称有误或重复：${type.name}`);
    if (type.latePayment !== undefined && !LATE_POLICIES.includes(type.latePayment))
      throw new Error(`订单类型 ${type.name} 的 latePayment 必须是 ${LATE_POLICIES.join('、')} 之一`);
    if (type.shipping !== undefined && typeof type.shipping !== 'function' && type.shipping !== 'virtual' && type.shipping !== 'pickup')
      throw new Error(`订单类型 ${type.name} 的 shipping 必须是 virtual、pickup 或函数`);
    for (const flag of ['free', 'fapiao', 'virtual'] as const)
      if (type[flag] !== undefined && typeof type[flag] !== 'boolean') throw new Error(`订单类型 ${type.name} 的 ${flag} 必须是布尔值`);
    index.set(type.name, type);
  }
  return index;
}
