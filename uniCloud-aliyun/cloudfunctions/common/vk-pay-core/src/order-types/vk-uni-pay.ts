/** 把 vk-uni-pay 的业务处理文件接成订单类型：`async (obj, originalParam) => boolean`。 */
import type { DatabaseCommand, Vk } from '../kernel/vk';
import type { PaymentType } from './payment-type';

/** 第一个参数：`data` 是订单的字段，连同 custom 的键平铺在顶层（custom 不能盖住订单自己的字段）。 */
export interface VkUniPayNotice {
  readonly data: Readonly<Record<string, unknown>>;
  /** 已验证的支付结果 */
  readonly verifyResult: Readonly<Record<string, unknown>>;
}
export interface VkUniPayOriginalParam {
  readonly vk: Vk;
  readonly db: unknown;
  readonly _: DatabaseCommand;
  readonly $: unknown;
  readonly uniCloud: unknown;
}
/** 返回 false（或抛错）= 用户付了钱、业务没办成：稍后以同样的参数再来。 */
export type VkUniPayHandler = (obj: VkUniPayNotice, originalParam: VkUniPayOriginalParam) => Promise<unknown> | unknown;

/**
 * 为 vk-uni-pay 写的处理文件，一字不改：`{ name: 'goods', style: 'vk-uni-pay', fulfil: require('./pay-notify/goods') }`。
 * 它自己连数据库，不在我们的事务里，所以按 at-least-once 处理：失败会重试，须能承受重复。
 */
export interface VkUniPayType extends Pick<
  PaymentType,
  'name' | 'price' | 'revoke' | 'latePayment' | 'free' | 'fapiao' | 'virtual' | 'shipping'
> {
  readonly style: 'vk-uni-pay';
  readonly fulfil: VkUniPayHandler;
}

declare const uniCloud: unknown;

/** @param data `obj.data`。@returns 返回 false 才是没有办成。@throws 处理自己抛的 */
export async function runHandlerFile(handler: VkUniPayHandler, vk: Vk, data: Readonly<Record<string, unknown>>): Promise<boolean> {
  const { out_trade_no, transaction_id, total_fee, provider } = data;
  const verifyResult = { outTradeNo: out_trade_no, transactionId: transaction_id, totalFee: total_fee, provider, tradeState: 'SUCCESS' };
  const { db, _ } = vk.getUnicloud();
  const { aggregate } = _ as { readonly aggregate?: unknown };
  const scope = { vk, db, _, $: aggregate, uniCloud: typeof uniCloud === 'undefined' ? undefined : uniCloud };
  return (await handler({ data, verifyResult }, scope)) !== false;
}

export function fromVkUniPay({ fulfil, style: _style, ...declared }: VkUniPayType): PaymentType {
  return {
    ...declared,
    delivery: 'at-least-once',
    fulfil: (order, { vk, oldRow }) => runHandlerFile(fulfil, vk, { ...order.custom, ...order, ...oldRow?.() }),
  };
}
