/**
 * 分账的账本（docs/protocols/wxpay.md §2.7）：接收方、分账单（解冻也是一张）、回退单。金额为分，时间为毫秒。
 * 一张订单还剩多少没有分，由这几样与它的退款算出来。
 */
import { chargeOf } from '../kit/bill-faults';
import { Documents } from '../kit/documents';
import { feeInFen } from '../kit/fund-flow';
import type { Collection, LedgerStore } from '../kit/ledger-store';
import { DAY } from '../kit/schedule';
import type { Ledger } from './ledger';
import type { JsonObject, Order, Refund } from './model';
import type { WxpayEmit } from './options';

const UNFREEZE_AFTER_MS = 30 * DAY;

export interface Receiver {
  readonly mchid: string;
  readonly appid: string;
  readonly type: string;
  readonly account: string;
  /** 已解开 */
  readonly name?: string;
  readonly relation: string;
}
export interface ShareDetail {
  readonly detailId: string;
  readonly type: string;
  readonly account: string;
  readonly amount: number;
  readonly description: string;
  readonly result: 'PENDING' | 'SUCCESS' | 'CLOSED';
  readonly failReason?: string;
}
export interface Share {
  readonly mchid: string;
  readonly subMchid?: string;
  readonly appid?: string;
  readonly outOrderNo: string;
  readonly orderId: string;
  readonly transactionId: string;
  readonly outTradeNo: string;
  /** 首次的全部参数，姓名已解开；同号再来时逐项比较 */
  readonly request: JsonObject;
  readonly kind: 'share' | 'unfreeze';
  readonly details: readonly ShareDetail[];
  readonly state: 'PROCESSING' | 'FINISHED';
  /** 之后剩下的解冻给商户 */
  readonly unfreezes: boolean;
  readonly createdAt: number;
  readonly finishAt: number;
}
export interface ShareReturn {
  readonly mchid: string;
  readonly subMchid?: string;
  readonly outReturnNo: string;
  readonly returnId: string;
  readonly outOrderNo: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly returnMchid: string;
  readonly amount: number;
  readonly description: string;
  readonly request: JsonObject;
  readonly result: 'PROCESSING' | 'SUCCESS' | 'FAILED';
  readonly failReason?: string;
  readonly createdAt: number;
  readonly finishAt: number;
}

/** 一张订单的分账走到哪里。 */
export interface SharingStanding {
  /** 下单时说了要分账 */
  readonly enabled: boolean;
  /** 还冻着、没有分的 */
  readonly unsplit: number;
  /** 分出去的（含正在分的），没有扣掉回退 */
  readonly shared: number;
  readonly returned: number;
  /** 解冻了：不能再分 */
  readonly unfrozen: boolean;
}

/** 测试与演示的只读入口。 */
export interface SharingView {
  receivers(): readonly Receiver[];
  shares(outTradeNo?: string): readonly Share[];
  returns(outTradeNo?: string): readonly ShareReturn[];
  standing(outTradeNo: string): SharingStanding;
}

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

/** 一笔退款由这个账户出多少。 */
export const paidBy = ({ from, fundsAccount, refund }: Pick<Refund, 'from' | 'fundsAccount' | 'refund'>, account: string): number =>
  from ? sumOf(from.filter((part) => part.account === account).map(({ amount }) => amount)) : fundsAccount === account ? refund : 0;

export class SharingBook {
  private readonly receiverDocs: Collection<Receiver>;
  private readonly shareDocs: Documents<Share>;
  private readonly returnDocs: Documents<ShareReturn>;

  constructor(
    private readonly ledger: Ledger,
    readonly now: () => number,
    emit: WxpayEmit,
    mchids: readonly string[],
    compression: number,
  ) {
    this.unfreezeMs = UNFREEZE_AFTER_MS / compression;
    const { store } = ledger;
    this.receiverDocs = store.collection('sharing_receivers');
    this.shareDocs = new Documents<Share>(
      store.collection('shares'),
      {
        numberName: '分账单号',
        ownerOf: ({ mchid }) => mchid,
        numberOf: ({ outOrderNo }) => outOrderNo,
        stateOf: ({ state }) => state,
        sortOf: ({ state, finishAt }) => (state === 'PROCESSING' ? finishAt : null),
        changed: ({ outOrderNo }, before, after) => emit({ kind: 'state', subject: 'share', id: outOrderNo, before, after }),
      },
      mchids,
    );
    this.returnDocs = new Documents<ShareReturn>(
      store.collection('share_returns'),
      {
        numberName: '回退单号',
        ownerOf: ({ mchid }) => mchid,
        numberOf: ({ outReturnNo }) => outReturnNo,
        stateOf: ({ result }) => result,
        sortOf: ({ result, finishAt }) => (result === 'PROCESSING' ? finishAt : null),
        changed: ({ outReturnNo }, before, after) => emit({ kind: 'state', subject: 'share', id: outReturnNo, before, after }),
      },
      mchids,
    );
  }

  private readonly unfreezeMs: number;

  get store(): LedgerStore {
    return this.ledger.store;
  }

  private receiverKey(mchid: string, appid: string, type: string, account: string): string {
    // 商户号不分应用，openid 属于一个应用。
    return [mchid, type === 'MERCHANT_ID' ? '' : appid, type, account].join(':');
  }
  receiverOf(mchid: string, appid: string, type: string, account: string): Receiver | undefined {
    return this.receiverDocs.get(this.receiverKey(mchid, appid, type, account));
  }
  saveReceiver(receiver: Receiver): void {
    const { mchid, appid, type, account } = receiver;
    this.receiverDocs.put(this.receiverKey(mchid, appid, type, account), receiver, this.now());
  }
  dropReceiver(mchid: string, appid: string, type: string, account: string): void {
    this.receiverDocs.delete(this.receiverKey(mchid, appid, type, account));
  }
  receivers(): Receiver[] {
    return this.receiverDocs.all();
  }

  shareOf(mchid: string, outOrderNo: string): Share | undefined {
    return this.shareDocs.of(mchid, outOrderNo);
  }
  saveShare(share: Share): Share {
    return this.shareDocs.save(share);
  }
  sharesDue(): Share[] {
    return this.shareDocs.until(this.now());
  }
  shares(outTradeNo?: string): Share[] {
    return this.shareDocs
      .all()
      .filter((share) => outTradeNo === undefined || share.outTradeNo === outTradeNo)
      .sort((a, b) => a.createdAt - b.createdAt || a.orderId.localeCompare(b.orderId));
  }
  sharesOf({ mchid, outTradeNo }: Order): Share[] {
    return this.shares(outTradeNo).filter((share) => share.mchid === mchid);
  }

  returnOf(mchid: string, outReturnNo: string): ShareReturn | undefined {
    return this.returnDocs.of(mchid, outReturnNo);
  }
  saveReturn(back: ShareReturn): ShareReturn {
    return this.returnDocs.save(back);
  }
  returnsDue(): ShareReturn[] {
    return this.returnDocs.until(this.now());
  }
  returns(outTradeNo?: string): ShareReturn[] {
    return this.returnDocs
      .all()
      .filter((back) => outTradeNo === undefined || back.outTradeNo === outTradeNo)
      .sort((a, b) => a.createdAt - b.createdAt || a.returnId.localeCompare(b.returnId));
  }

  nextAt(): number | undefined {
    const times = [this.shareDocs.earliest(), this.returnDocs.earliest()].filter((at) => at !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** 金额都是扣了手续费之后的；解冻之后一分不剩。 */
  standingOf(order: Order): SharingStanding {
    const enabled = (order.request['settle_info'] as { profit_sharing?: boolean } | undefined)?.profit_sharing === true;
    const shares = this.sharesOf(order);
    const shared = sumOf(
      shares
        .filter(({ kind }) => kind === 'share')
        .flatMap(({ details }) => details.filter(({ result }) => result !== 'CLOSED').map(({ amount }) => amount)),
    );
    const returned = sumOf(
      this.returns(order.outTradeNo)
        .filter(({ mchid, result }) => mchid === order.mchid && result !== 'FAILED')
        .map(({ amount }) => amount),
    );
    const refunded = sumOf(
      this.ledger
        .refundsOf(order.mchid, order.outTradeNo)
        .filter(({ state }) => state !== 'CLOSED')
        .map((refund) => paidBy(refund, 'UNAVAILABLE')),
    );
    const paidAt = order.payment?.paidAt;
    const unfrozen = shares.some(({ unfreezes }) => unfreezes) || (paidAt !== undefined && this.now() >= paidAt + this.unfreezeMs);
    const open = enabled && !unfrozen && paidAt !== undefined;
    return {
      enabled,
      unsplit: open ? order.total - feeInFen(chargeOf(order.total)) - shared - refunded : 0,
      shared,
      returned,
      unfrozen,
    };
  }

  view(): SharingView {
    return {
      receivers: () => this.receivers(),
      shares: (outTradeNo) => this.shares(outTradeNo),
      returns: (outTradeNo) => this.returns(outTradeNo),
      standing: (outTradeNo) => {
        const order = this.ledger.order(outTradeNo);
        return order ? this.standingOf(order) : { enabled: false, unsplit: 0, shared: 0, returned: 0, unfrozen: false };
      },
    };
  }
}
