/**
 * 统计：看板读的数字。金额是整数分，时间是毫秒，比率是百分数（保留两位小数；分母为 0 时是 null，不是 0）。
 * 一张订单归在下单的那一分钟：付款、发货无论晚多久，都改的是那一分钟。一次操作归在它结束的那一分钟。
 */
import type { ProviderName } from '../channels';
import type { BillView } from '../reconciliation/reconciliation';
import type { ReviewKind } from '../review/review';
import type { OkAnswer } from '../answer';

export const GRANULARITIES = ['minute', 'hour', 'day'] as const;
/** 一格多宽；天是北京时间的一天 */
export type Granularity = (typeof GRANULARITIES)[number];

export const STAT_GROUPS = ['provider', 'merchant', 'operation', 'platform', 'variant'] as const;
export type StatGroup = (typeof STAT_GROUPS)[number];

/** 操作：与网关的每一次通话、每一个回调、每一次业务处理；数的是 payment_logs 的行。 */
export interface CallTotals {
  readonly count: number;
  readonly success: number;
  readonly error: number;
  /** 签名真实而用不上的通知、只当作提示的通知 */
  readonly ignored: number;
  /** 成功的那些合计，分 */
  readonly amount_fee: number;
  /** error ÷ count，百分数 */
  readonly error_rate: number | null;
}

/** 订单的漏斗；数的是 payment_orders 的行。 */
export interface OrderTotals {
  /** 落了库 */
  readonly created: number;
  /** 网关受理了，付款人可以付 */
  readonly called_up: number;
  /** 网关亲口说付了（后来退了的也算） */
  readonly paid: number;
  /** 业务办完了 */
  readonly fulfilled: number;
  /** 网关没有受理：created − called_up */
  readonly failed: number;
  /** 可以付而没有人付（还开着的与关了的）：called_up − paid */
  readonly unpaid: number;
  /** 分 */
  readonly created_fee: number;
  /** 分；网关说的实付 */
  readonly paid_fee: number;
  /** 按尝试：paid ÷ (paid + failed)，百分数。没有人去付的不算 */
  readonly success_rate: number | null;
  /** 按订单：paid ÷ created，百分数 */
  readonly conversion_rate: number | null;
}

/** 耗时，毫秒；只有成功的操作。百分位来自直方图，误差在 5% 以内。 */
export interface LatencyView {
  readonly count: number;
  readonly avg: number | null;
  readonly max: number | null;
  readonly min: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface StatPoint {
  /** 这一格从什么时候起，毫秒 */
  readonly from: number;
  readonly calls: CallTotals;
  readonly orders: OrderTotals;
}

export interface ErrorCount {
  /** 目录里的错误码 */
  readonly code: number;
  /** 网关的错误码；没有的是空 */
  readonly gateway_code: string;
  readonly provider: string;
  readonly count: number;
}

/** `pay/sys/getStatistics` 的入参。 */
export interface GetStatisticsInput {
  /** 毫秒，含头；缺省是北京时间今天零点。按 granularity 取整 */
  readonly from?: number;
  /** 毫秒，不含尾；缺省是现在 */
  readonly to?: number;
  /** 缺省 hour */
  readonly granularity?: Granularity;
  /** 另外按它分组，每组一条线 */
  readonly by?: StatGroup;
  /** 只看这些 */
  readonly provider?: ProviderName;
  readonly merchant?: string;
  readonly operation?: string;
  readonly platform?: string;
  readonly variant?: string;
}

/** 与从前同一段时间比：都是从零点到现在这个钟点。 */
export interface Comparison {
  readonly today: OrderTotals;
  readonly yesterday: OrderTotals;
  /** 上周同一天 */
  readonly last_week: OrderTotals;
}

export interface StatGroupView {
  /** 这一组的名字；没有记的是空 */
  readonly key: string;
  readonly calls: CallTotals;
  readonly orders: OrderTotals;
  readonly latency: LatencyView;
  readonly points: readonly StatPoint[];
}

/** 此刻等着人或等着任务的。 */
export interface StandingView {
  /** 已付而业务还没办完的订单 */
  readonly pending_fulfilments: number;
  /** 复核台上各种有几件；每种数到 100 为止 */
  readonly reviews: Readonly<Partial<Record<ReviewKind, number>>>;
  /** 还没有人处理的告警 */
  readonly open_alerts: number;
  /** 其中 critical 的 */
  readonly critical_alerts: number;
  /** 每个渠道最近的一份账单核对得怎样 */
  readonly reconciliations: readonly BillView[];
}

export interface GetStatisticsAnswer extends OkAnswer {
  /** 实际统计的范围（取整之后），毫秒 */
  readonly from: number;
  readonly to: number;
  readonly granularity: Granularity;
  /** 到这时为止的都在格子里；再往后的是现数的（最多十分钟），毫秒 */
  readonly folded_to: number;
  readonly calls: CallTotals;
  /** 漏斗；按操作过滤时仍是全部订单 */
  readonly orders: OrderTotals;
  /** 从旧到新，没有数据的格子也在 */
  readonly points: readonly StatPoint[];
  /** 没有说 by 时为空 */
  readonly groups: readonly StatGroupView[];
  /** 多的在前 */
  readonly errors: readonly ErrorCount[];
  /** 每个渠道；只算与网关通话的操作 */
  readonly latency: readonly (LatencyView & { readonly provider: string })[];
  readonly callbacks: {
    readonly accepted: number;
    readonly failed: number;
    readonly ignored: number;
    /** 验不过签的；每个实例、每种原因每分钟只记一次，所以是下限 */
    readonly rejected: number;
    /** 其中网关探测验签的 */
    readonly probes: number;
  };
  readonly comparison: Comparison;
  readonly standing: StandingView;
  readonly server_date: number;
}
