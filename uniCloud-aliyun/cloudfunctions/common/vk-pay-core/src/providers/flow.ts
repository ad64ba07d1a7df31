/**
 * 资金流水：一个渠道一天里账户的每一次进出与结余。与交易账单一样由渠道下载（bill.ts）、核对、读成同样的一行；怎样比在 bills/。
 * 手续费在这里是真的从账户里扣的，到分为止。
 */
/** share：分给别人的、要回来的；other：提现、转账……与订单无关的，只算进结余。 */
export type FlowKind = 'payment' | 'refund' | 'fee' | 'share' | 'other';

/** 账户的一次进出。 */
export interface FlowLine {
  readonly kind: FlowKind;
  /** 网关自己的单号：付款与它的手续费是交易号 */
  readonly transaction_id: string;
  /** 说得出商户自己的退款单号时 */
  readonly out_refund_no?: string;
  /** 说得出商户自己的分账单号（要回来的是回退单号）时 */
  readonly out_sharing_no?: string;
  /** 分；出去的为负 */
  readonly amount: number;
  /** 这一次之后的结余，分 */
  readonly balance: number;
  /** 记账时间，毫秒 */
  readonly at: number;
}
