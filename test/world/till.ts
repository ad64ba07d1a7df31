/**
 * 两家模拟网关的同一张脸：付款人的动作，与网关账本里的真相。
 * 真相只取自模拟网关自己的账，不看我们的数据库一眼。
 */
import { isStandIn, PROVIDERS, type ProviderName } from '../../common/contract/channels';
import type { ComplaintActName } from '../../common/contract/complaints/complaint';
import type { OutgoingRequest } from '../../local/gateways/kit/delivery';
import type { Stack } from '../../local/stack/stack';

/** 网关账上的一笔退款。 */
export interface TrueRefund {
  readonly no: string;
  readonly fee: number;
  readonly state: 'SUCCESS' | 'PROCESSING' | 'ABNORMAL' | 'CLOSED';
}
/** 网关账上的一笔交易。 */
export interface Truth {
  /** 实付，分；没有付过为 0 */
  readonly paid: number;
  readonly transactionId?: string;
  /** 钱归谁：微信的商户号（服务商替它收的是特约商户）、支付宝的收款方；网关没有这张单就没有 */
  readonly owner?: string;
  readonly refunds: readonly TrueRefund[];
  /** 已经退出去的，分 */
  readonly refunded: number;
  /** 还在路上或等人处理的，分 */
  readonly refunding: number;
}

/** 网关账上的一笔转账。 */
export interface TrueTransfer {
  readonly no: string;
  readonly fee: number;
  readonly payee: string;
  /** OPEN 还没有结论：钱还可能出去 */
  readonly state: 'OPEN' | 'SUCCESS' | 'FAILED' | 'CANCELLED';
  /** 凭收款人答应过的授权，没有再问他 */
  readonly authorized: boolean;
  /** 受理的时间，毫秒 */
  readonly at: number;
}

/** 网关账上的一张收款授权；时间为毫秒。 */
export interface TrueAuthorization {
  readonly no: string;
  readonly payee: string;
  readonly scene: string;
  readonly state: 'WAIT_CONFIRM' | 'TAKING_EFFECT' | 'CLOSED';
  readonly agreedAt?: number;
  readonly closedAt?: number;
  readonly closedBy?: 'payee' | 'merchant' | 'time';
}

/** 网关账上一张单的分账，金额为分。 */
export interface TrueSharing {
  /** 分出去的（含正在分的），没有扣掉要回来的 */
  readonly shared: number;
  /** 真的要回来的 */
  readonly returned: number;
  readonly closed: boolean;
  /** 受理过的单号：分的、要回来的、解冻的 */
  readonly numbers: readonly string[];
}

/** 发货信息管理里的一笔。 */
export interface TrueShipment {
  /** 发完了几次；2 是用掉了重新发货的机会 */
  readonly times: number;
  /** 钱放了 */
  readonly settled: boolean;
}

/** 网关账上的一件投诉。 */
export interface TrueComplaint {
  readonly id: string;
  readonly out_trade_no: string;
  /** 投诉的那一笔多少，分 */
  readonly fee: number;
  readonly status: 'PENDING' | 'PROCESSING' | 'PROCESSED';
  readonly waiting: boolean;
  readonly times: number;
  readonly refunded: boolean;
  /** 协商历史，旧的在前；商户做的写明是哪一件 */
  readonly words: readonly { readonly who: 'payer' | 'merchant' | 'platform'; readonly act?: ComplaintActName; readonly text: string }[];
}

export interface Till {
  readonly provider: ProviderName;
  /** 付款人付款 */
  pay(out_trade_no: string): void;
  /** 还能付吗（付款人面前的码还有效） */
  payable(out_trade_no: string): boolean;
  truth(out_trade_no: string): Truth;
  /** 有付款通知已被我们确认 */
  acknowledged(out_trade_no: string): boolean;
  /** 下一次通知永不送达 */
  loseNotice(): void;
  /** 签名真实、金额却不是这张单的付款通知 */
  wrongAmount(out_trade_no: string): OutgoingRequest;
  /** 再造一个真的付款通知（网关重发的样子） */
  paymentNotice(out_trade_no: string): OutgoingRequest;
  sharing(out_trade_no: string): TrueSharing;
  /** 发货信息管理里的这一笔；不归它管的没有 */
  shipment(out_trade_no: string): TrueShipment | undefined;
  transfer(out_bill_no: string): TrueTransfer | undefined;
  transfers(): readonly TrueTransfer[];
  /** 收款人确认之后银行出了结果（微信），或处理中的出了结果（支付宝）；不在等的什么也不发生 */
  endTransfer(out_bill_no: string, paid: boolean): void;
  authorizations(): readonly TrueAuthorization[];
  complaints(): readonly TrueComplaint[];
  deliverDue(): Promise<unknown>;
  nextDueAt(): number | undefined;
}

const sum = (refunds: readonly TrueRefund[], ...states: readonly TrueRefund['state'][]): number =>
  refunds.filter(({ state }) => states.includes(state)).reduce((total, { fee }) => total + fee, 0);

export const withSums = (truth: Pick<Truth, 'paid' | 'transactionId' | 'owner' | 'refunds'>): Truth => ({
  ...truth,
  refunded: sum(truth.refunds, 'SUCCESS'),
  refunding: sum(truth.refunds, 'PROCESSING', 'ABNORMAL'),
});

/** 做得成吗；此刻不能做的就当没有做。 */
const canDo = (act: () => unknown): boolean => {
  try {
    act();
    return true;
  } catch {
    return false;
  }
};

/** 协商历史里商户做的那几种（docs/protocols/wxpay.md §13.4，拼写照官方）。 */
const COMPLAINT_ACTS: Readonly<Record<string, ComplaintActName>> = {
  MERCHANT_RESPONSE: 'reply',
  MERCHANT_CONFIRM_COMPLETE: 'complete',
  MERCHANT_APPROVE_REFUND: 'approve',
  MERCHANT_REFUSE_RERUND: 'reject',
};

/** 同意了退款、钱也到了的，网关到有人来问才记下完结：这里当场就算。 */
function wxpayComplaints({ wxpay }: Stack): TrueComplaint[] {
  return wxpay.complaints.complaints().map(({ id, outTradeNo, amount, state, waiting, times, approved, applyRefund, history }) => {
    const back = wxpay.ledger.refunds(outTradeNo).reduce((sum, one) => sum + (one.state === 'SUCCESS' ? one.refund : 0), 0);
    const over = state === 'PROCESSED' || (approved === true && back >= applyRefund);
    return {
      id,
      out_trade_no: outTradeNo,
      fee: amount,
      status: over ? 'PROCESSED' : state,
      waiting: waiting && !over,
      times,
      refunded: back >= amount,
      words: history.map(({ type, details }) => {
        const act = COMPLAINT_ACTS[type];
        return { who: type.startsWith('USER_') ? 'payer' : act ? 'merchant' : 'platform', ...(act ? { act } : {}), text: details };
      }),
    };
  });
}

const CLOSED_BY: Readonly<Record<string, TrueAuthorization['closedBy']>> = {
  CLOSE_VIA_MCH_API: 'merchant',
  USER_OVERDUE_UNCONFIRMED: 'time',
};
function wxpayAuthorizations({ wxpay }: Stack): TrueAuthorization[] {
  return wxpay.authorizations.authorizations().map(({ outNo, openid, sceneId, state, authorizedAt, closed }) => ({
    no: outNo,
    payee: openid,
    scene: sceneId,
    state: state === 'WAIT_USER_CONFIRM' ? 'WAIT_CONFIRM' : state,
    ...(authorizedAt === undefined ? {} : { agreedAt: authorizedAt }),
    ...(closed ? { closedAt: closed.at, closedBy: CLOSED_BY[closed.reason] ?? 'payee' } : {}),
  }));
}

function wxpayTill(stack: Stack): Till {
  const { wxpay } = stack;
  const transfers = (): TrueTransfer[] =>
    wxpay.ledger.transfers().map(({ outBillNo, amount, openid, state, authorized, createdAt }) => ({
      no: outBillNo,
      fee: amount,
      payee: openid,
      state: state === 'SUCCESS' || state === 'CANCELLED' ? state : state === 'FAIL' ? 'FAILED' : 'OPEN',
      authorized: authorized === true,
      at: createdAt,
    }));
  return {
    sharing(no) {
      const { shared } = wxpay.sharing.standing(no);
      const [shares, returns] = [wxpay.sharing.shares(no), wxpay.sharing.returns(no)];
      return {
        shared,
        returned: returns.filter(({ result }) => result === 'SUCCESS').reduce((sum, { amount }) => sum + amount, 0),
        closed: shares.some(({ unfreezes }) => unfreezes),
        numbers: [...shares.map(({ outOrderNo }) => outOrderNo), ...returns.map(({ outReturnNo }) => outReturnNo)],
      };
    },
    transfers,
    transfer: (no) => transfers().find((one) => one.no === no),
    endTransfer: (no, paid) => {
      canDo(() => wxpay.confirmTransfer(no, paid ? 'SUCCESS' : 'FAIL'));
    },
    authorizations: () => wxpayAuthorizations(stack),
    provider: 'wxpay',
    pay: (no) => void wxpay.pay(no),
    payable: (no) => canDo(() => wxpay.failAttempt(no)),
    truth(no) {
      const order = wxpay.ledger.order(no);
      const refunds = wxpay.ledger.refunds(no).map(({ outRefundNo, refund, state }) => ({ no: outRefundNo, fee: refund, state }));
      return withSums({
        paid: order?.payment ? order.total : 0,
        ...(order?.payment ? { transactionId: order.payment.transactionId } : {}),
        ...(order && !order.neverCreated ? { owner: order.subMchid ?? order.mchid } : {}),
        refunds,
      });
    },
    acknowledged: (no) =>
      wxpay.ledger.notifications(no).some(({ eventType, state }) => eventType === 'TRANSACTION.SUCCESS' && state === 'ACKED'),
    loseNotice: () => wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } }),
    wrongAmount: (no) => wxpay.buildNotification('payment', { outTradeNo: no, total: 1 }),
    paymentNotice: (no) => wxpay.buildNotification('payment', { outTradeNo: no }),
    complaints: () => wxpayComplaints(stack),
    shipment(no) {
      const order = wxpay.shipping.order(no);
      return order && { times: order.shipment?.finishCount ?? 0, settled: order.settledAt !== undefined };
    },
    deliverDue: () => wxpay.deliverDue(),
    nextDueAt: () => wxpay.nextDueAt(),
  };
}

function alipayTill({ alipay }: Stack): Till {
  const transfers = (): TrueTransfer[] =>
    alipay.ledger.transfers().map(({ outBizNo, amount, request, status, createdAt }) => ({
      no: outBizNo,
      fee: amount,
      payee: String((request['payee_info'] as Readonly<Record<string, unknown>>)['identity']),
      state: status === 'DEALING' ? 'OPEN' : status === 'SUCCESS' ? status : 'FAILED',
      authorized: false,
      at: createdAt,
    }));
  return {
    sharing(no) {
      const { shared, returned, finished } = alipay.royalty.standing(no);
      return { shared, returned, closed: finished, numbers: alipay.royalty.settles(no).map(({ outRequestNo }) => outRequestNo) };
    },
    shipment: () => undefined,
    transfers,
    transfer: (no) => transfers().find((one) => one.no === no),
    endTransfer: (no, paid) => {
      canDo(() => alipay.finishTransfer(no, paid ? 'SUCCESS' : 'FAIL'));
    },
    authorizations: () => [],
    provider: 'alipay',
    pay: (no) => void alipay.pay(no),
    payable: (no) => canDo(() => alipay.failAttempt(no)),
    truth(no) {
      const trade = alipay.ledger.trade(no);
      const refunds = alipay.ledger
        .refunds(no)
        // 只退分账的没有退给付款人
        .filter(({ amount }) => amount > 0)
        .map(({ outRequestNo, amount }) => ({ no: outRequestNo, fee: amount, state: 'SUCCESS' as const }));
      return withSums({
        paid: trade?.paidAt === undefined ? 0 : trade.total,
        ...(trade?.paidAt === undefined ? {} : { transactionId: trade.tradeNo }),
        ...(trade ? { owner: trade.sellerId } : {}),
        refunds,
      });
    },
    acknowledged: (no) => alipay.ledger.notifications(no).some(({ kind, state }) => kind === 'payment' && state === 'ACKED'),
    loseNotice: () => alipay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } }),
    wrongAmount: (no) => alipay.buildNotification('payment', { outTradeNo: no, variant: 'wrongAmount' }),
    paymentNotice: (no) => alipay.buildNotification('payment', { outTradeNo: no }),
    complaints: () => [],
    deliverDue: () => alipay.deliverDue(),
    nextDueAt: () => alipay.nextDueAt(),
  };
}

/** 自己有网关的；虚拟支付住在微信的网关里，由手机唤起（test/world/virtual.ts）。 */
export const TILLED: readonly ProviderName[] = PROVIDERS.filter((name) => !isStandIn(name));

export const createTill = (stack: Stack, provider: ProviderName): Till => (provider === 'wxpay' ? wxpayTill(stack) : alipayTill(stack));
