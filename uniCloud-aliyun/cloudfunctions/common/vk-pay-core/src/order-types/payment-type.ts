/** 订单类型：一个文件就是一种业务（payment-types/<type>.ts），商户唯一需要改的地方。 */
import type { PayError } from '../kernel/pay-error';
import type { Platform, ProviderName } from '../../../../../../common/contract/channels';
import type { Presale, Shipment } from '../../../../../../common/contract/payments/shipping';
import type { LatePolicy } from '../../../../../../common/contract/payments/order';
import type { BoundDao } from './store';
import type { DatabaseCommand, Vk } from '../kernel/vk';

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
  /** 分；0 只有写了 `free: true` 的类型可以 */
  readonly total_fee: number;
  readonly subject: string;
  /** 展示用的一行说明 */
  readonly detail?: string;
  /** 存进订单、日后交给 fulfil 的业务参数；只放认识的键 */
  readonly custom: Readonly<Record<string, unknown>>;
  /**
   * 这次付的是哪一笔业务（购物车、账单……）的编号：同一个编号只该付一次。
   * 换了支付方式、换了单号又付一次的，认得出是多付的，按 surplusPayment 的设置退回或留给人。
   */
  readonly business_no?: string;
  /** 虚拟支付（类型写了 virtual，在微信小程序里）卖的是上架的哪一件道具、几件（缺省一件）；没有写的是代币充值 */
  readonly goods?: { readonly product_id: string; readonly quantity?: number };
  /** 收到哪个商户（vk-pay-config 的 `_id`）；不写收到默认商户。付款人说的只用来比较 */
  readonly pid?: string;
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
  /** 这张订单照 vk-uni-pay 的表 vk-pay-orders 写的一行，连同平铺的 custom；为它写的处理用 */
  readonly oldRow?: () => Readonly<Record<string, unknown>>;
  /** 同一行，custom 没有平铺 */
  readonly oldOrder?: () => Readonly<Record<string, unknown>>;
}

/** 已付款的订单，交给业务处理。 */
export interface PaidOrder {
  readonly out_trade_no: string;
  readonly user_id: string;
  readonly type: string;
  readonly subject: string;
  /** 分 */
  readonly total_fee: number;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly provider: ProviderName;
  readonly platform: Platform;
  readonly pay_type: string;
  readonly transaction_id: string;
  readonly pay_date: number;
}

export interface ShippingContext {
  readonly dao: Pick<BoundDao, 'findById'>;
  /** 毫秒 */
  readonly now: number;
}
/** 怎样发的货；还没有发（没有单号）的返回 undefined，过一会儿再问。 */
type Told = Shipment | Presale | undefined;
export type ShippingHandler = (order: PaidOrder, ctx: ShippingContext) => Promise<Told> | Told;

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
  /** 这种业务可以是免费的：定价为 0 的订单不经网关，当场办业务。没有写的，定价为 0 是错误 */
  readonly free?: boolean;
  /** 付款之后让付款人在微信里开电子发票（微信的 support_fapiao；商户要先在商户平台开通）。别的渠道没有 */
  readonly fapiao?: boolean;
  /** 收到的钱先冻住，等着分账（shareOrder）；不分了要解冻（unfreezeOrder）。商户要先开通分账 */
  readonly profitSharing?: boolean;
  /** 卖的是虚拟商品（会员、充值、课程）：在微信小程序里自动走虚拟支付，别的端照常 */
  readonly virtual?: boolean;
  /** 服务端定价；客户端的 total_fee 只用来比较。没有 price 的类型只能由商户自己的云函数下单 */
  price?(input: PriceInput, ctx: PriceContext): Promise<Quote> | Quote;
  /** 处理业务。返回 false 或抛错 = 失败，稍后以同一个 key 重试 */
  fulfil(order: PaidOrder, ctx: FulfilContext): Promise<boolean | void>;
  /** 每笔成功的退款恰好执行一次 */
  revoke?(refund: RevokedRefund, ctx: FulfilContext): Promise<boolean | void>;
  /**
   * 业务办完之后把发货信息录给渠道（微信小程序里收的，不录就不放款）：虚拟商品与自提写一个词，别的写一个函数。
   * 可能被问许多次；没有写的不录
   */
  readonly shipping?: 'virtual' | 'pickup' | ShippingHandler;
  /**
   * - `exactly-once`（默认）：在数据库事务里执行，数据库效果恰好一次
   * - `at-least-once`：有外部效果（发短信、调别人的接口）的处理，可能重复执行，靠 key 去重
   */
  readonly delivery?: 'exactly-once' | 'at-least-once';
  /** 关闭之后才到账怎么办；缺省按 vk-pay/config.js 的 latePayment */
  readonly latePayment?: LatePolicy;
}
