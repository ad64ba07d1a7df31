/** payment_orders 的一行：存什么、怎么读回来。 */
import { PLATFORMS, PROVIDERS, type Platform, type ProviderName } from '../../../../../../common/contract/channels';
import { FULFIL_STATUSES, ORDER_STATUSES, type HistoryEntry, type OrderStatus } from '../../../../../../common/contract/payments/order';
import { orderIdOf } from '../../../../../../common/contract/payments/order-number';
import type { ShippingState } from '../../../../../../common/contract/payments/shipping';
import type { ReviewProposal, StaffAct } from '../../../../../../common/contract/review/acts';
import type { Document } from '../kernel/vk';
import type { TaskState } from '../ledger/lease';

/** 撤销的意图：先落盘，再告诉网关；倒下也有人接着做。 */
export interface CancelIntent {
  /** ASKED 正在撤销（此间的「已支付」只是线索，不发货） · REFUSED 网关不许撤销 · DONE 已有结论 */
  readonly status: 'ASKED' | 'REFUSED' | 'DONE';
  readonly operator: string;
  /** 毫秒 */
  readonly at: number;
}

/** 按策略退回的原因：late 关闭之后才付 · surplus 同一笔业务付了两次 */
export type GiveBack = 'late' | 'surplus';

/**
 * 一张支付订单。`_id` 就是 out_trade_no（24 位十六进制的换成安全的，orderIdOf），因此天然唯一。
 * 不存 openid（要用的只存密文）、密钥、网关原文（不变量 I12）。
 */
export interface OrderRecord {
  readonly _id: string;
  readonly out_trade_no: string;
  /** 定时任务分给几个实例时归谁（ledger/shard）；早先的行没有 */
  readonly shard?: number;
  readonly provider: ProviderName;
  readonly platform: Platform;
  readonly pay_type: string;
  readonly pid: string;
  readonly mchid: string;
  readonly appid: string;
  readonly user_id: string;
  readonly type: string;
  readonly subject: string;
  /** 分 */
  readonly total_fee: number;
  /** 免费订单：订单类型写了 `free`，定价为 0；从不问网关 */
  readonly free?: true;
  /** 请微信给付款人开票的入口；同号再来必须参数相同，所以记下 */
  readonly fapiao?: true;
  /** 付款时冻住，等着分账；同号再来必须参数相同，所以记下 */
  readonly profit_sharing?: true;
  /** 分给了别人、还没有要回来的，分；没有分过的没有 */
  readonly shared_fee?: number;
  /** 已占用、尚无结论的分账，分 */
  readonly sharing_fee?: number;
  /** 哪一笔分账（解冻）之后不能再分 */
  readonly sharing_closed_by?: string;
  /** 已成功退款，分 */
  readonly refund_fee: number;
  /** 已占用、尚无结论的退款，分 */
  readonly refunding_fee: number;
  /** 网关亲口说的实付，分；退款以它为限。没有付款时没有 */
  readonly paid_fee?: number;
  readonly status: OrderStatus;
  readonly transaction_id?: string;
  readonly custom: Readonly<Record<string, unknown>>;
  /** 付款人自己下单时说的是什么（原样），用来接着付、再买一次；商户的云函数下的单没有 */
  readonly intent?: { readonly custom?: Readonly<Record<string, unknown>> };
  /** custom 与 intent 里有加密的部分：用的是哪把密钥 */
  readonly sealed_with?: string;
  /** 早先的版本存过 other 的原文；现在只存指纹 */
  readonly other?: Readonly<Record<string, unknown>>;
  /** 渠道原生字段的指纹：只用来发现「同号换了内容」 */
  readonly other_hash?: string;
  /** 下单时的付款人 IP；同号重复下单必须参数相同，故保存 */
  readonly client_ip?: string;
  /** 商户的云函数下的单：当时的昵称、应用、端、设备，原样给业务处理与老的页面看；不拿它判断什么 */
  readonly caller?: {
    readonly nickname?: string;
    readonly appid?: string;
    readonly platform?: string;
    readonly device_id?: string;
    /** 商户自己的业务单号（uni-pay 2 的 order_no）；可以重复 */
    readonly order_no?: string;
  };
  /** 付款人编号的密文：只有查单、退款都要说出他的渠道才存 */
  readonly payer?: string;
  /** openid 的指纹：只用来发现「同号换人」 */
  readonly payer_hash?: string;
  /** 商户的业务单号：同一个只该付一次 */
  readonly business_no?: string;
  /** 同一笔业务已由这张单付过：这一张是多付的，不处理业务 */
  readonly surplus_of?: string;
  /** 关闭后才到账 */
  readonly late?: boolean;
  /** 不办业务、按策略退回；与到账同一次写入，由定时任务退 */
  readonly give_back?: GiveBack;
  /** 下单时这个人在灰度的哪一边，如 `alipay_desktop_page=on`；没有灰度在进行就没有 */
  readonly variant?: string;
  /** 业务处理（发货、充值……）的进度 */
  readonly fulfil: TaskState;
  /** 录发货信息的进度；不用录的没有 */
  readonly shipping?: ShippingState;
  readonly cancel?: CancelIntent;
  readonly history: readonly HistoryEntry[];
  /** 履历里还有没列成事件的（config/events），毫秒；0 = 都列了 */
  readonly event_date?: number;
  /** 从履历的第几步起 */
  readonly events_from?: number;
  /** 员工在复核台上做过的 */
  readonly acts?: readonly StaffAct[];
  /** 已有人提议、等第二个人点头的处理 */
  readonly proposal?: ReviewProposal;
  /** 每次写入加一，用作比较并交换的版本 */
  readonly version: number;
  /** 下次主动查询网关的时间，毫秒；0 = 不需要 */
  readonly next_query_date: number;
  readonly query_attempts: number;
  /** 最近一次向网关发出下单请求的时间，毫秒；用来判断请求是否可能仍在路上 */
  readonly requested_date: number;
  /** 上次主动查询网关的时间，毫秒 */
  readonly queried_date?: number;
  /** 进入 REVIEW 的原因，给人看 */
  readonly review_reason?: string;
  readonly expire_date: number;
  readonly create_date: number;
  readonly update_date: number;
  readonly pay_date?: number;
}

/** 免费订单：没有要付的钱，也就没有可问、可退、可关的。 */
export function isFree({ free, total_fee }: Pick<OrderRecord, 'free' | 'total_fee'>): boolean {
  return free === true && total_fee === 0;
}

function isOneOf<T extends string>(list: readonly T[], value: unknown): value is T {
  return typeof value === 'string' && (list as readonly string[]).includes(value);
}

const isFeeIfAny = (value: unknown): boolean => value === undefined || Number.isSafeInteger(value);

/**
 * 数据库文档 → 订单。只核对决定资金走向的字段；有一项不对就抛错，
 * 宁可让人来看，也不拿半张订单去推进状态。
 */
export function readOrder(document: Document): OrderRecord {
  const fulfil = document['fulfil'] as TaskState | undefined;
  const sound =
    typeof document['_id'] === 'string' &&
    typeof document['out_trade_no'] === 'string' &&
    document['_id'] === orderIdOf(document['out_trade_no']) &&
    isOneOf(PROVIDERS, document['provider']) &&
    isOneOf(PLATFORMS, document['platform']) &&
    isOneOf(ORDER_STATUSES, document['status']) &&
    Number.isSafeInteger(document['total_fee']) &&
    Number.isSafeInteger(document['refund_fee']) &&
    Number.isSafeInteger(document['refunding_fee']) &&
    isFeeIfAny(document['shared_fee']) &&
    isFeeIfAny(document['sharing_fee']) &&
    Number.isSafeInteger(document['version']) &&
    typeof document['user_id'] === 'string' &&
    Array.isArray(document['history']) &&
    isOneOf(FULFIL_STATUSES, fulfil?.status);
  if (!sound) throw new Error(`订单数据不完整：${String(document['_id'])}`);
  return document as unknown as OrderRecord;
}
