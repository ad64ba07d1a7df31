/**
 * 网关记得的过去：样例数据不经过请求，直接写进一家的账本，写完与真的收过这些钱一样——查得到、退得了、账单里有。
 * 是哪种产品、编号长什么样，只有那一家自己知道。金额为分，时间为毫秒。
 */

export interface PastRefund {
  readonly no: string;
  readonly refundId: string;
  readonly fee: number;
  /** 受理的时间 */
  readonly at: number;
  /** 出结果（或将要出结果）的时间 */
  readonly finishAt: number;
  readonly state: 'PROCESSING' | 'SUCCESS' | 'ABNORMAL';
}

export interface PastTrade {
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly platform: string;
  readonly subject: string;
  readonly fee: number;
  /** 下单时说了要分账 */
  readonly profitSharing?: boolean;
  readonly createdAt: number;
  readonly payUntil: number;
  /** 没有付过的没有 */
  readonly paidAt?: number;
  /** 没有付就关闭的时间 */
  readonly closedAt?: number;
  readonly refunds: readonly PastRefund[];
}

/** 一笔付出去的钱。 */
export interface PastTransfer {
  readonly no: string;
  /** 网关的转账单号 */
  readonly billNo: string;
  readonly appid: string;
  /** 收款人在那一家的标识 */
  readonly payee: string;
  readonly fee: number;
  readonly remark: string;
  readonly createdAt: number;
  /** 有结论的时间；还没有结论的没有 */
  readonly finishedAt?: number;
  readonly state: 'OPEN' | 'PAID' | 'FAILED';
  readonly failReason?: string;
}

/** 付款人的一件投诉。 */
export interface PastComplaint {
  readonly id: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly fee: number;
  /** 要退款的，还是别的 */
  readonly wantsRefund: boolean;
  readonly state: 'new' | 'open' | 'done';
  /** 在等商户答复 */
  readonly waiting: boolean;
  readonly at: number;
  /** 旧的在前；第一句是投诉 */
  readonly talk: readonly { readonly at: number; readonly kind: 'complaint' | 'word' | 'reply' | 'complete'; readonly text: string }[];
}

/** 一张免确认收款授权。 */
export interface PastAuthorization {
  readonly no: string;
  /** 网关的授权单号 */
  readonly id: string;
  readonly appid: string;
  readonly payee: string;
  readonly scene: string;
  readonly name: string;
  readonly createdAt: number;
  /** 没有答应过的没有 */
  readonly agreedAt?: number;
  readonly closed?: { readonly at: number; readonly by: 'payee' | 'merchant' };
}

/** 一次做完了的分账，与后来要回来的。 */
export interface PastSharing {
  readonly no: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  /** 同一份样例里不重复的编号 */
  readonly serial: number;
  readonly parts: readonly {
    readonly receiverNo: string;
    readonly type: string;
    readonly account: string;
    readonly fee: number;
    readonly description: string;
    /** 没有分到的原因 */
    readonly failReason?: string;
  }[];
  /** 分完，剩下的解冻 */
  readonly unfreezes: boolean;
  readonly at: number;
  readonly finishedAt: number;
  readonly back?: { readonly no: string; readonly account: string; readonly fee: number; readonly at: number };
}

/** 一家的过去。 */
export interface PastBooks {
  readonly trades: readonly PastTrade[];
  readonly transfers: readonly PastTransfer[];
  readonly complaints: readonly PastComplaint[];
  readonly authorizations: readonly PastAuthorization[];
  readonly sharings: readonly PastSharing[];
}

/** 收款方与应用：商户的订单上记着同样的两个。 */
export interface PastOwner {
  readonly mchid: string;
  readonly appid: string;
}

export interface Past {
  owner(platform: string): PastOwner;
  /** @param serial 同一份样例里不重复的编号；与以后网关自己起的也不会重复 */
  transactionId(at: number, serial: number): string;
  refundId(at: number, serial: number): string;
  transferNo(at: number, serial: number): string;
  /** 等收款人确认的，拉起确认页的凭据；不用确认的没有 */
  packageInfo?(no: string): string;
  /** 会投诉的才有 */
  complaintId?(at: number, serial: number): string;
  /** 有免确认收款授权的才有 */
  authorizationId?(at: number, serial: number): string;
  /** 一次写下，要么全有要么全无 */
  write(dataFile: string, books: PastBooks): void;
}

/** 编号的序号从这里起：网关自己的从 1 起递增，永远到不了。 */
export const PAST_SERIAL = 5_000_000_000;
