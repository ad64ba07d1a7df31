/**
 * 免确认收款授权（docs/protocols/wxpay.md §2.6）：商户发起，用户确认才生效，用户或商户关掉；二十四小时没有确认就关了。
 * 一个用户在一个场景里同时只有一份，要换先关掉原来的。
 */
import { isDeepStrictEqual } from 'node:util';
import type { Collection, LedgerStore } from '../kit/ledger-store';
import { DAY } from '../kit/schedule';
import { GatewayError } from './errors';
import type { EventType, JsonObject } from './model';
import type { WxpayMerchant } from './options';
import { rfc3339 } from './sealed';
import type { AuthorizationRequest } from './transfer-shapes';
import { TRANSFER_SCENES } from './transfer-shapes';

type CloseReason = 'CLOSE_VIA_MCH_API' | 'USER_CLOSE' | 'USER_OVERDUE_UNCONFIRMED';

export interface Authorization {
  readonly mchid: string;
  readonly request: AuthorizationRequest;
  readonly packageInfo: string;
  readonly createdAt: number;
  readonly state: 'WAIT_USER_CONFIRM' | 'TAKING_EFFECT' | 'CLOSED';
  readonly id?: string;
  readonly authorizedAt?: number;
  readonly closed?: { readonly at: number; readonly reason: CloseReason };
}

const broken = (message: string): GatewayError => new GatewayError('INVALID_REQUEST', { message });

export class TransferAuthorizations {
  private readonly book: Collection<Authorization>;
  private readonly confirmMs: number;

  constructor(
    private readonly store: LedgerStore,
    private readonly now: () => number,
    timeCompression: number,
    private readonly notify: (authorization: Authorization, eventType: EventType) => void,
  ) {
    this.book = store.collection('transfer_authorizations');
    this.confirmMs = DAY / timeCompression;
  }

  private save(one: Authorization): Authorization {
    this.book.put(`${one.mchid}:${one.request.out_authorization_no}`, one, null);
    return one;
  }

  private find(mchid: string, outNo: string): Authorization | undefined {
    const found = this.book.get(`${mchid}:${outNo}`);
    const overdueAt = (found?.createdAt ?? 0) + this.confirmMs;
    return found?.state === 'WAIT_USER_CONFIRM' && this.now() >= overdueAt
      ? this.save({ ...found, state: 'CLOSED', closed: { at: overdueAt, reason: 'USER_OVERDUE_UNCONFIRMED' } })
      : found;
  }

  private require(merchant: WxpayMerchant, outNo: string): Authorization {
    const found = this.find(merchant.mchid, outNo);
    if (!found) throw new GatewayError('NOT_FOUND', { message: '授权单不存在' });
    return found;
  }

  /** 同号同参数是同一份，还在等确认的再给一次 package_info。 */
  create(merchant: WxpayMerchant, request: AuthorizationRequest): JsonObject {
    const existing = this.find(merchant.mchid, request.out_authorization_no);
    if (existing) {
      if (!isDeepStrictEqual(existing.request, request)) throw new GatewayError('ALREADY_EXISTS');
      return this.view(existing);
    }
    if (!merchant.appids.includes(request.appid)) throw broken('appid 与商户号没有绑定关系');
    const scene = TRANSFER_SCENES[request.transfer_scene_id];
    if (!scene || merchant.transferScenes?.includes(request.transfer_scene_id) === false) throw broken('此转账场景没有获得授权');
    if (request.user_recv_perception !== undefined && !scene.perceptions.includes(request.user_recv_perception))
      throw broken('用户收款感知不在这个场景允许的范围内');
    const same = this.book
      .all()
      .map((one) => this.find(one.mchid, one.request.out_authorization_no) ?? one)
      .some(
        (one) =>
          one.mchid === merchant.mchid &&
          one.state !== 'CLOSED' &&
          one.request.openid === request.openid &&
          one.request.transfer_scene_id === request.transfer_scene_id,
      );
    if (same) throw broken('用户在当前场景下的授权数量达到限制，不支持发起授权');
    const number = this.store.nextNumber('transfer_authorization');
    const packageInfo = Buffer.from(`authorization${number}${request.out_authorization_no}`).toString('base64');
    return this.view(this.save({ mchid: merchant.mchid, request, packageInfo, createdAt: this.now(), state: 'WAIT_USER_CONFIRM' }));
  }

  query(merchant: WxpayMerchant, outNo: string): JsonObject {
    return this.view(this.require(merchant, outNo));
  }

  /** 已经关了的再关一次还是同一个结果。 */
  close(merchant: WxpayMerchant, outNo: string): JsonObject {
    const found = this.require(merchant, outNo);
    return this.view(found.state === 'CLOSED' ? found : this.end(found, 'CLOSE_VIA_MCH_API'));
  }

  /** 用户点了同意，或自己关掉。@throws GatewayError 没有这一份，或不在那个状态 */
  answer(outNo: string, agrees: boolean): Authorization {
    const owner = this.book.all().find((one) => one.request.out_authorization_no === outNo)?.mchid ?? '';
    const found = this.find(owner, outNo);
    if (found?.state !== (agrees ? 'WAIT_USER_CONFIRM' : 'TAKING_EFFECT')) throw broken('授权单不在这个状态');
    if (!agrees) return this.end(found, 'USER_CLOSE');
    const id = `66${String(this.store.nextNumber('authorization_id')).padStart(18, '0')}`;
    const agreed = this.save({ ...found, state: 'TAKING_EFFECT', id, authorizedAt: this.now() });
    this.notify(agreed, 'MCHTRANSFER.AUTHORIZATION.CONFIRMED');
    return agreed;
  }

  private end(found: Authorization, reason: CloseReason): Authorization {
    const closed = this.save({ ...found, state: 'CLOSED', closed: { at: this.now(), reason } });
    this.notify(closed, 'MCHTRANSFER.AUTHORIZATION.CLOSED');
    return closed;
  }

  /** 凭授权转账：两个号只能给一个。@returns 收款人 */
  openidFor(
    merchant: WxpayMerchant,
    body: { appid: string; transfer_scene_id: string; authorization_id?: string; out_authorization_no?: string },
  ): string {
    const { authorization_id, out_authorization_no } = body;
    if (authorization_id !== undefined && out_authorization_no !== undefined)
      throw broken('微信免确认收款授权单号和商户授权单号不支持同时传入');
    const found = this.book
      .all()
      .find(
        (one) =>
          one.mchid === merchant.mchid &&
          (one.request.out_authorization_no === out_authorization_no || (one.id !== undefined && one.id === authorization_id)),
      );
    if (found?.state !== 'TAKING_EFFECT') throw broken('免确认收款授权不存在，或没有生效');
    if (found.request.appid !== body.appid || found.request.transfer_scene_id !== body.transfer_scene_id)
      throw broken('与免确认收款授权的应用、场景不一致');
    return found.request.openid;
  }

  /** 应答、查询、通知是同一种形状。 */
  view({ request, state, id, createdAt, authorizedAt, closed, packageInfo }: Authorization): JsonObject {
    const { authorization_notify_url: _url, ...said } = request;
    return {
      ...said,
      state,
      create_time: rfc3339(createdAt),
      ...(id === undefined ? {} : { authorization_id: id }),
      ...(authorizedAt === undefined ? {} : { authorize_time: rfc3339(authorizedAt) }),
      ...(closed ? { close_info: { close_time: rfc3339(closed.at), close_reason: closed.reason } } : {}),
      ...(state === 'WAIT_USER_CONFIRM' ? { package_info: packageInfo } : {}),
    } as JsonObject;
  }
}
