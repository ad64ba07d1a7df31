/** 分账的账本（docs/protocols/alipay.md §4.16）：分账关系、分账单与其中的每一笔、退款时要回来的。金额为分，时间为毫秒。 */
import type { Collection } from '../kit/ledger-store';
import type { Ledger } from './ledger';
import type { JsonObject, Trade } from './model';

export interface Relation {
  readonly sellerId: string;
  readonly type: string;
  readonly account: string;
  readonly name?: string;
  readonly memo?: string;
}
export interface RoyaltyDetail {
  readonly detailId: string;
  readonly operationType: 'transfer' | 'transfer_refund' | 'replenish';
  readonly transInType: string;
  readonly transIn: string;
  readonly transOut: string;
  readonly amount: number;
  readonly state: 'SUCCESS' | 'FAIL' | 'PROCESSING';
  readonly errorCode?: string;
  readonly executedAt?: number;
}
export interface Settle {
  readonly sellerId: string;
  readonly outRequestNo: string;
  readonly settleNo: string;
  readonly tradeNo: string;
  readonly outTradeNo: string;
  /** 首次的全部参数；同号再来时逐项比较 */
  readonly request: JsonObject;
  readonly details: readonly RoyaltyDetail[];
  /** 剩下的不再分 */
  readonly finishes: boolean;
  readonly createdAt: number;
  /** 异步的到这一刻出结果；有了结果为 null */
  readonly finishAt: number | null;
}
export interface RoyaltyStanding {
  /** 下单时说了要分账 */
  readonly enabled: boolean;
  /** 还冻着、没有分的 */
  readonly rest: number;
  /** 分出去的（含正在分的），没有扣掉要回来的 */
  readonly shared: number;
  readonly returned: number;
  readonly finished: boolean;
}

/** 测试与演示的只读入口。 */
export interface RoyaltyView {
  relations(): readonly Relation[];
  settles(outTradeNo?: string): readonly Settle[];
  standing(outTradeNo: string): RoyaltyStanding;
}

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

export class RoyaltyBook {
  private readonly relationDocs: Collection<Relation>;
  private readonly settleDocs: Collection<Settle>;

  constructor(
    private readonly ledger: Ledger,
    private readonly now: () => number,
  ) {
    this.relationDocs = ledger.store.collection('royalty_relations');
    this.settleDocs = ledger.store.collection('settles');
  }

  private relationKey(sellerId: string, type: string, account: string): string {
    return `${sellerId}:${type}:${account}`;
  }
  relationOf(sellerId: string, type: string, account: string): Relation | undefined {
    return this.relationDocs.get(this.relationKey(sellerId, type, account));
  }
  saveRelation(relation: Relation): void {
    this.relationDocs.put(this.relationKey(relation.sellerId, relation.type, relation.account), relation, this.now());
  }
  dropRelation(sellerId: string, type: string, account: string): void {
    this.relationDocs.delete(this.relationKey(sellerId, type, account));
  }
  relations(): Relation[] {
    return this.relationDocs.all();
  }

  settleOf(sellerId: string, outRequestNo: string): Settle | undefined {
    return this.settleDocs.get(`${sellerId}:${outRequestNo}`);
  }
  settleByNo(settleNo: string): Settle | undefined {
    return this.settleDocs.all().find((settle) => settle.settleNo === settleNo);
  }
  saveSettle(settle: Settle): Settle {
    this.settleDocs.put(`${settle.sellerId}:${settle.outRequestNo}`, settle, settle.finishAt);
    return settle;
  }
  settlesDue(): Settle[] {
    return this.settleDocs.until(this.now());
  }
  nextAt(): number | undefined {
    return this.settleDocs.earliest();
  }
  settles(outTradeNo?: string): Settle[] {
    return this.settleDocs
      .all()
      .filter((settle) => outTradeNo === undefined || settle.outTradeNo === outTradeNo)
      .sort((a, b) => a.createdAt - b.createdAt || a.settleNo.localeCompare(b.settleNo));
  }

  /** 一个接收方从这笔交易里净得多少；不说是谁就是全部。 */
  receivedOf(trade: Trade, account?: string): { readonly shared: number; readonly returned: number } {
    const details = this.settles(trade.outTradeNo)
      .filter(({ tradeNo }) => tradeNo === trade.tradeNo)
      .flatMap((settle) => settle.details)
      .filter(({ state }) => state !== 'FAIL');
    const amounts = (kind: RoyaltyDetail['operationType'], who: 'transIn' | 'transOut'): number[] =>
      details
        .filter((detail) => detail.operationType === kind && (account === undefined || detail[who] === account))
        .map(({ amount }) => amount);
    return { shared: sumOf(amounts('transfer', 'transIn')), returned: sumOf(amounts('transfer_refund', 'transOut')) };
  }

  standingOf(trade: Trade): RoyaltyStanding {
    const enabled = (trade.request['extend_params'] as { royalty_freeze?: string } | undefined)?.royalty_freeze === 'true';
    const { shared, returned } = this.receivedOf(trade);
    const finished = this.settles(trade.outTradeNo).some(({ tradeNo, finishes }) => tradeNo === trade.tradeNo && finishes);
    const open = enabled && !finished && trade.paidAt !== undefined;
    return { enabled, rest: open ? Math.max(0, trade.total - shared - (trade.refunded - returned)) : 0, shared, returned, finished };
  }

  view(): RoyaltyView {
    return {
      relations: () => this.relations(),
      settles: (outTradeNo) => this.settles(outTradeNo),
      standing: (outTradeNo) => {
        const trade = this.ledger.trade(outTradeNo);
        return trade ? this.standingOf(trade) : { enabled: false, rest: 0, shared: 0, returned: 0, finished: false };
      },
    };
  }
}
