/** 投诉的账本（docs/protocols/wxpay.md §13.4）。时间为毫秒，金额为分。 */
import { Documents } from '../kit/documents';
import type { Collection, LedgerStore } from '../kit/ledger-store';
import type { WxpayEmit } from './options';

export type ComplaintState = 'PENDING' | 'PROCESSING' | 'PROCESSED';
export type ProblemType = 'REFUND' | 'SERVICE_NOT_WORK' | 'OTHERS';

export interface Negotiation {
  readonly logId: string;
  readonly at: number;
  /** 投诉人、商户、系统 */
  readonly operator: string;
  readonly type: string;
  readonly details: string;
  readonly images: readonly string[];
}
export interface Complaint {
  readonly mchid: string;
  readonly id: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly amount: number;
  readonly openid: string;
  /** 明文；应答里用商户的证书加密 */
  readonly phone: string;
  readonly text: string;
  readonly problem: ProblemType;
  readonly applyRefund: number;
  readonly state: ComplaintState;
  /** 用户在等商户回复 */
  readonly waiting: boolean;
  readonly times: number;
  readonly approved?: boolean;
  readonly history: readonly Negotiation[];
  readonly createdAt: number;
}

/** 测试与演示的只读入口。 */
export interface ComplaintView {
  complaint(id: string): Complaint | undefined;
  complaints(): readonly Complaint[];
  notifyUrl(mchid: string): string | undefined;
}

export class ComplaintBook implements ComplaintView {
  private readonly docs: Documents<Complaint>;
  private readonly addresses: Collection<{ readonly url: string }>;
  readonly images: Collection<{ readonly mchid: string; readonly base64: string }>;

  constructor(
    readonly store: LedgerStore,
    emit: WxpayEmit,
    private readonly mchids: readonly string[],
  ) {
    this.docs = new Documents<Complaint>(
      store.collection('complaints'),
      {
        numberName: '投诉单号',
        ownerOf: ({ mchid }) => mchid,
        numberOf: ({ id }) => id,
        stateOf: ({ state }) => state,
        sortOf: ({ createdAt }) => createdAt,
        changed: ({ id }, before, after) => emit({ kind: 'state', subject: 'complaint', id, before, after }),
      },
      mchids,
    );
    this.addresses = store.collection('complaint_addresses');
    this.images = store.collection('complaint_images');
  }

  of(mchid: string, id: string): Complaint | undefined {
    return this.docs.of(mchid, id);
  }
  complaint(id: string): Complaint | undefined {
    return this.docs.find(id);
  }
  complaints(): Complaint[] {
    return this.docs.all().sort((a, b) => a.createdAt - b.createdAt || a.id.localeCompare(b.id));
  }
  save(complaint: Complaint): Complaint {
    return this.docs.save(complaint);
  }

  notifyUrl(mchid: string): string | undefined {
    return this.addresses.get(mchid)?.url;
  }
  setNotifyUrl(mchid: string, url: string | undefined): void {
    if (url === undefined) this.addresses.delete(mchid);
    else this.addresses.put(mchid, { url }, null);
  }

  view(): ComplaintView {
    return {
      complaint: (id) => this.complaint(id),
      complaints: () => this.complaints(),
      notifyUrl: (mchid) => this.notifyUrl(mchid),
    };
  }
}
