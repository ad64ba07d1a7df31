/** 服务端定价：客户端报的金额只用来比较，绝不采用。 */
import { readExtra } from '../../../../../../common/contract/extra';
import { CUSTOM_RULES } from '../../../../../../common/contract/payments/custom';
import { isFee } from '../../../../../../common/contract/money';
import { withoutSensitive } from '../../../../../../common/contract/sensitive';
import { PayError } from '../kernel/pay-error';
import type { Kernel } from '../kernel/kernel';
import type { PaymentType, PriceInput, Quote } from '../order-types/payment-type';
import { bindDao } from '../order-types/store';

/** 找订单类型；没有就点名 `type`。 */
export function requireType(k: Kernel, name: string, field = 'data.type'): PaymentType {
  const type = k.types.get(name);
  if (!type) throw PayError.param([{ field, problem: '无效的订单类型' }]);
  return type;
}

/** 说了 0 分，而这种业务不能免费。@throws PayError PARAM */
export function requireMayBeFree(type: PaymentType, total_fee: number | undefined, prefix = 'data.'): void {
  if (total_fee === 0 && !type.free) throw PayError.param([{ field: `${prefix}total_fee`, problem: '必须大于 0' }]);
}

/**
 * 取报价并核对上限。
 * @throws PayError PARAM：业务拒绝（点名字段），或超出单笔上限
 */
export async function quotePrice(k: Kernel, type: PaymentType, input: PriceInput, prefix = 'data.'): Promise<Quote> {
  requireMayBeFree(type, input.total_fee, prefix);
  if (!type.price) throw PayError.param([{ field: `${prefix}type`, problem: '这种订单只能由商户的云函数下单' }]);
  const quote = await type.price(input, {
    dao: bindDao(k.vk),
    now: k.now(),
    reject: (field, problem) => PayError.param([{ field: `${prefix}${field}`, problem }]),
  });
  if (!isFee(quote.total_fee) && !(quote.total_fee === 0 && type.free))
    throw new PayError('SYSTEM', { detail: `订单类型 ${type.name} 报出的金额不是正整数分（可以免费的，在类型上写 free: true）` });
  // 客户端说的已在门口查过，这里查的是订单类型自己放进去的。
  const custom = readExtra(quote.custom, CUSTOM_RULES);
  if (!custom.ok)
    throw new PayError('SYSTEM', {
      detail: `订单类型 ${type.name} 给出的 custom.${custom.found.path.join('.')} ${custom.found.problem}`,
    });
  return checkFee(k, { ...quote, custom: custom.value }, prefix);
}

/** 单笔上限；标题里的手机号等遮住：它既存下来，也显示在付款人与网关的账单上。@throws PayError PARAM */
export function checkFee(k: Kernel, quote: Quote, prefix = 'data.'): Quote {
  if (quote.total_fee > k.config.settings.maxFee) throw PayError.param([{ field: `${prefix}total_fee`, problem: '支付金额超出限制' }]);
  return { ...quote, subject: withoutSensitive(quote.subject) };
}
