/** 这家店的习惯：谁来买、买什么、怎样付、多半怎样收场。都是权重，加起来不必是一。 */
import type { Platform, ProviderName } from '../../common/contract/channels';
import type { ErrorName } from '../../common/contract/errors';
import type { Outcome } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';

/** 各端，与网关应答要多久（毫秒，中位数）。 */
export const WAYS: readonly {
  readonly provider: ProviderName;
  readonly platform: Platform;
  readonly weight: number;
  readonly ms: number;
}[] = [
  { provider: 'wxpay', platform: 'mp-weixin', weight: 34, ms: 110 },
  { provider: 'wxpay', platform: 'h5-weixin', weight: 8, ms: 115 },
  { provider: 'wxpay', platform: 'mweb', weight: 8, ms: 130 },
  { provider: 'wxpay', platform: 'h5', weight: 8, ms: 120 },
  { provider: 'wxpay', platform: 'app-plus', weight: 5, ms: 105 },
  { provider: 'alipay', platform: 'mweb', weight: 13, ms: 190 },
  { provider: 'alipay', platform: 'h5', weight: 12, ms: 210 },
  { provider: 'alipay', platform: 'app-plus', weight: 7, ms: 20 },
  { provider: 'alipay', platform: 'mp-alipay', weight: 5, ms: 180 },
];

interface Item {
  readonly type: string;
  readonly subject: string;
  /** 分 */
  readonly fee: number;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly weight: number;
  /** 付款时冻住，要分给别人（payment-types/consign） */
  readonly profitSharing?: true;
}
const goods = (goods_id: string, name: string, price: number, quantity: number, weight: number): Item => ({
  type: 'goods',
  subject: quantity > 1 ? `${name} × ${quantity}` : name,
  fee: price * quantity,
  custom: { goods_id, quantity },
  weight,
});

/** 卖的东西与 uniCloud-aliyun/database 的演示数据、订单类型的定价一致。 */
export const ITEMS: readonly Item[] = [
  goods('mug', '手工马克杯', 1200, 1, 24),
  goods('mug', '手工马克杯', 1200, 2, 9),
  goods('mug', '手工马克杯', 1200, 4, 2),
  goods('beans', '精品咖啡豆 250g', 6800, 1, 18),
  goods('beans', '精品咖啡豆 250g', 6800, 2, 6),
  goods('sticker', '一分钱贴纸', 1, 1, 2),
  { ...goods('print', '寄卖版画', 8800, 1, 4), type: 'consign', profitSharing: true },
  { type: 'recharge', subject: '余额充值', fee: 1000, custom: {}, weight: 7 },
  { type: 'recharge', subject: '余额充值', fee: 5000, custom: {}, weight: 7 },
  { type: 'recharge', subject: '余额充值', fee: 10_000, custom: {}, weight: 5 },
  { type: 'recharge', subject: '余额充值', fee: 50_000, custom: {}, weight: 1 },
  { type: 'vip', subject: '会员月卡', fee: 1800, custom: { plan: 'month' }, weight: 10 },
  { type: 'vip', subject: '会员年卡', fee: 16_800, custom: { plan: 'year' }, weight: 2 },
  { type: 'custom', subject: '周末读书会报名', fee: 2900, custom: { project_id: 'ticket' }, weight: 7 },
];

/**
 * paid 付了（多半由通知得知，少数由定时任务查到） · lost 没等到就走了，到期关闭 · left 自己关掉的
 * refused 下单就没有下成 · late 关闭之后才到账 · unresolved 一天多没有结论，转人工
 */
export const ENDINGS = [
  { name: 'paid', weight: 8400 },
  { name: 'lost', weight: 1250 },
  { name: 'left', weight: 230 },
  { name: 'refused', weight: 80 },
  { name: 'late', weight: 14 },
  { name: 'unresolved', weight: 2 },
] as const;
export type Ending = (typeof ENDINGS)[number]['name'];

export interface Refusal {
  readonly kind: ErrorName;
  readonly outcome: Outcome;
  readonly gatewayCode?: string;
  readonly gatewayStatus?: number;
  readonly detail: string;
  readonly weight: number;
}
const NETWORK: Refusal = { kind: 'NETWORK', outcome: 'unknown', detail: '等网关的应答超时', weight: 30 };
/** 各家下单时出的错；没有写的只断网。 */
const REFUSALS: Readonly<Partial<Record<ProviderName, readonly Refusal[]>>> = {
  wxpay: [
    NETWORK,
    {
      kind: 'BUSY',
      outcome: 'unknown',
      gatewayCode: 'SYSTEM_ERROR',
      gatewayStatus: 500,
      detail: '系统异常，请用相同参数重新调用',
      weight: 34,
    },
    { kind: 'RATE_LIMIT', outcome: 'none', gatewayCode: 'FREQUENCY_LIMITED', gatewayStatus: 429, detail: '频率超限', weight: 22 },
    { kind: 'PARAM', outcome: 'none', gatewayCode: 'PARAM_ERROR', gatewayStatus: 400, detail: 'openid 与 appid 不匹配', weight: 14 },
  ],
  alipay: [
    NETWORK,
    { kind: 'BUSY', outcome: 'unknown', gatewayCode: 'ACQ.SYSTEM_ERROR', detail: '系统繁忙', weight: 40 },
    { kind: 'PARAM', outcome: 'none', gatewayCode: 'ACQ.INVALID_PARAMETER', detail: 'buyer_open_id 无效', weight: 12 },
    { kind: 'RATE_LIMIT', outcome: 'none', gatewayCode: 'isv.app-call-limited', detail: '应用调用次数超限', weight: 8 },
  ],
};

export const refusalsOf = (provider: ProviderName): readonly Refusal[] => REFUSALS[provider] ?? [NETWORK];

/** 出过的事：那段时间里那一家又慢又常出错。时间为倒数第几天的几点到几点（北京时间）。 */
export const INCIDENTS = [
  { provider: 'alipay', daysAgo: 1, from: 20.2, to: 20.9, refused: 0.24, slower: 7 },
  { provider: 'wxpay', daysAgo: 4, from: 11.5, to: 12.3, refused: 0.3, slower: 9 },
  { provider: 'alipay', daysAgo: 17, from: 15, to: 15.5, refused: 0.4, slower: 6 },
] as const satisfies readonly { readonly provider: ProviderName; readonly [key: string]: unknown }[];

export const REFUND_WORDS = [
  { text: '不想要了', weight: 30 },
  { text: '拍错了规格', weight: 20 },
  { text: '收到时有破损，退一部分', weight: 14 },
  { text: '重复下单', weight: 12 },
  { text: '活动取消', weight: 8 },
] as const;

/** 没有同意退款时怎样答复 */
export const REQUEST_ANSWERS = [
  { text: '已经发货，收到后可以退货退款', weight: 5 },
  { text: '会员已经用了，按约定不退', weight: 3 },
  { text: '活动报名已经截止，名额没有办法转让', weight: 2 },
] as const;

/** 付给用户的钱：为什么付、多少（分）。超过 DEVELOPMENT_TRANSFERS.approvalFee 的要第二个人点头。 */
export const PAYOUTS: readonly {
  readonly provider: ProviderName;
  readonly remark: string;
  readonly fees: readonly number[];
  readonly weight: number;
  /** 微信的转账场景 */
  readonly scene?: { readonly id: string; readonly infos: readonly (readonly [type: string, content: string])[] };
}[] = [
  {
    provider: 'wxpay',
    remark: '新会员开通有礼',
    fees: [500, 800, 1800],
    weight: 6,
    scene: {
      id: '1000',
      infos: [
        ['活动名称', '新会员有礼'],
        ['奖励说明', '开通会员即得'],
      ],
    },
  },
  {
    provider: 'wxpay',
    remark: '破损补偿',
    fees: [600, 1500, 3000],
    weight: 4,
    scene: { id: '1011', infos: [['赔付原因', '收到时有破损']] },
  },
  { provider: 'alipay', remark: '推广佣金', fees: [2600, 5200, 9900], weight: 4 },
  { provider: 'alipay', remark: '供货商货款', fees: [12_000, 15_600, 18_800], weight: 2 },
];

/** 事件没有送到的样子 */
export const EVENT_TROUBLES = [
  { status: 503, weight: 5 },
  { problem: '等对方的应答超时', weight: 4 },
  { status: 404, weight: 1 },
] as const;

/** 认领告警时写的 */
export const ALERT_NOTES = [
  { text: '在看了', weight: 5 },
  { text: '已在商户平台处理', weight: 3 },
  { text: '问过仓库，明天补发', weight: 2 },
] as const;

/** 网关说起的、我们没有的单子：几小时以前；了结了的写着怎样了结的。 */
export const STRANGERS: readonly {
  readonly provider: ProviderName;
  readonly hoursAgo: number;
  readonly fee: number;
  readonly no: string;
  readonly settled?: string;
}[] = [
  { provider: 'wxpay', hoursAgo: 301, fee: 4500, no: 'POS000000118302', settled: '门店收银机收的，已经入账' },
  { provider: 'wxpay', hoursAgo: 31, fee: 2600, no: 'POS000000131877' },
  { provider: 'alipay', hoursAgo: 7, fee: 9900, no: 'POS000000132041' },
];
