/** 免确认收款授权的账本（docs/protocols/wxpay.md §2.6）。时间为毫秒。 */
import { Documents } from '../kit/documents';
import type { Collection, LedgerStore } from '../kit/ledger-store';
import type { JsonObject } from './model';
import type { WxpayEmit } from './options';

export type AuthorizationState = 'WAIT_USER_CONFIRM' | 'TAKING_EFFECT' | 'CLOSED';
export const CLOSE_REASONS = [
  'CLOSE_VIA_MCH_API',
  'USER_CLOSE',
  'USER_OVERDUE_UNCONFIRMED',
  'TRANSFER_RISK',
  'USER_ACCOUNT_ABNORMAL',
] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

export interface Authorization {
  readonly mchid: string;
  readonly outNo: string;
  readonly id: string;
  readonly appid: string;
  readonly openid: string;
  readonly sceneId: string;
  readonly displayName: string;
  readonly notifyUrl: string;
  /** 首次的全部参数；同号再来时逐项比较 */
  readonly request: JsonObject;
  /** 交给客户端拉起授权页的凭据 */
  readonly packageInfo: string;
  readonly state: AuthorizationState;
  readonly createdAt: number;
  readonly authorizedAt?: number;
  readonly closed?: { readonly at: number; readonly reason: CloseReason };
}

/** 测试与演示的只读入口。 */
export interface AuthorizationBookView {
  authorization(outNo: string): Authorization | undefined;
  authorizations(): readonly Authorization[];
}

export class AuthorizationBook {
  private readonly docs: Documents<Authorization>;
  /** 微信的授权单号 → 我们的键 */
  private readonly links: Collection<{ key: string }>;

  /** @param aged 到了时间没有答应的 */
  constructor(store: LedgerStore, emit: WxpayEmit, mchids: readonly string[], aged: (one: Authorization) => Authorization | undefined) {
    this.docs = new Documents<Authorization>(
      store.collection('authorizations'),
      {
        numberName: '授权单号',
        ownerOf: ({ mchid }) => mchid,
        numberOf: ({ outNo }) => outNo,
        stateOf: ({ state }) => state,
        sortOf: ({ createdAt }) => createdAt,
        aged,
        changed: ({ outNo }, before, after) => emit({ kind: 'state', subject: 'authorization', id: outNo, before, after }),
      },
      mchids,
    );
    this.links = store.collection('authorization_links');
  }

  of(mchid: string, outNo: string): Authorization | undefined {
    return this.docs.of(mchid, outNo);
  }
  byId(id: string): Authorization | undefined {
    const key = this.links.get(id)?.key;
    return key === undefined ? undefined : this.docs.byKey(key);
  }
  find(outNo: string): Authorization | undefined {
    return this.docs.find(outNo);
  }
  all(): Authorization[] {
    return this.docs.all();
  }
  save(authorization: Authorization): Authorization {
    this.links.put(authorization.id, { key: this.docs.keyOf(authorization) }, null);
    return this.docs.save(authorization);
  }

  view(): AuthorizationBookView {
    return { authorization: (outNo) => this.find(outNo), authorizations: () => this.all() };
  }
}
