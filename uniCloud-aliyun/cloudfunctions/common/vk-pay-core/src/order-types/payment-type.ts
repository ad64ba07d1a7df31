/** 订单类型：一个文件就是一种业务（payment-types/<type>.ts），商户唯一需要改的地方。 */
import type { PayError } from '../kernel/pay-error';
import type { OrderRecord } from '../orders/record';
import type { BoundDao } from './store';
import type { DatabaseCommand, Vk } from '../kernel/vk';
import { fromVkUniPay, type VkUniPayHandler } from './vk-uni-pay-type';

/** 定价的入参：都已过格式检查，但仍是客户端说的话，只能当作「想买什么」。 */
export interface PriceInput {
  /** 客户端报的金额，分；充值这类由付款人决定金额的业务才用得着 */
  readonly total_fee?: number;
  readonly subject?: string;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly user_id?: string;
}

/** 服务端定价的结果。 */
export interface Quote {
  /** 分 */
  readonly total_fee: number;
  readonly subject: string;
  /** 展示用的一行说明 */
  readonly detail?: string;
  /** 存进订单、日后交给 fulfil 的业务参数；只放认识的键 */
  readonly custom: Readonly<Record<string, unknown>>;
}

export interface PriceContext {
  readonly dao: Pick<BoundDao, 'findById'>;
  /** 毫秒 */
  readonly now: number;
  /** 拒绝这次下单，点名字段：`throw ctx.reject('custom.goods_id', '商品不存在')` */
  reject(field: string, problem: string): PayError;
}

export interface FulfilContext {
  readonly dao: BoundDao;
  readonly command: DatabaseCommand;
  /** 稳定的幂等键：同一笔支付无论重试多少次都相同 */
  readonly key: string;
  readonly now: number;
  readonly vk: Vk;
}

/** 已付款的订单，交给业务处理。 */
export type PaidOrder = Pick<
  OrderRecord,
  'out_trade_no' | 'user_id' | 'type' | 'subject' | 'total_fee' | 'custom' | 'provider' | 'platform'
> & {
  readonly pay_type: string;
  readonly transaction_id: string;
  readonly pay_date: number;
};

/** 一次成功的退款，交给业务收回权益。 */
export interface RevokedRefund {
  readonly out_trade_no: string;
  readonly out_refund_no: string;
  readonly user_id: string;
  readonly type: string;
  /** 本次退款，分 */
  readonly refund_fee: number;
  /** 连同这一笔累计已退，分；等于 total_fee 的恰好有一笔——在那一笔收回整单的权益 */
  readonly refunded_fee: number;
  /** 订单金额，分 */
  readonly total_fee: number;
  readonly custom: Readonly<Record<string, unknown>>;
}

export interface PaymentType {
  readonly name: string;
  /** 服务端定价；客户端的 total_fee 只用来比较。没有 price 的类型只能由商户自己的云函数下单 */
  price?(input: PriceInput, ctx: PriceContext): Promise<Quote> | Quote;
  /** 处理业务。返回 false 或抛错 = 失败，稍后以同一个 key 重试 */
  fulfil(order: PaidOrder, ctx: FulfilContext): Promise<boolean | void>;
  /** 每笔成功的退款恰好执行一次 */
  revoke?(refund: RevokedRefund, ctx: FulfilContext): Promise<boolean | void>;
  /**
   * - `exactly-once`（默认）：在数据库事务里执行，数据库效果恰好一次
   * - `at-least-once`：有外部效果（发短信、调别人的接口）的处理，可能重复执行，靠 key 去重
   */
  readonly delivery?: 'exactly-once' | 'at-least-once';
}

/**
 * 为 vk-uni-pay 写的处理文件，一字不改：`{ name: 'goods', style: 'vk-uni-pay', fulfil: require('./pay-notify/goods') }`。
 * 它自己连数据库，不在我们的事务里，所以按 at-least-once 处理：失败会重试，须能承受重复。
 */
export interface VkUniPayType extends Pick<PaymentType, 'name' | 'price' | 'revoke'> {
  readonly style: 'vk-uni-pay';
  readonly fulfil: VkUniPayHandler;
}
export type DeclaredType = PaymentType | VkUniPayType;

/** 把类型清单变成 Map，加载时检查重名；查找永远不会按调用方给的字符串 require。 */
export function indexPaymentTypes(types: readonly DeclaredType[]): ReadonlyMap<string, PaymentType> {
  const index = new Map<string, PaymentType>();
  for (const declared of types) {
    const type = 'style' in declared ? fromVkUniPay(declared) : declared;
    if (!/^[a-z][a-z0-9_-]{0,31}$/.test(type.name) || index.has(type.name)) throw new Error(`订单类型名称有误或重复：${type.name}`);
    index.set(type.name, type);
  }
  return index;
}
