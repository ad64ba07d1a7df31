/**
 * 免确认收款授权（docs/protocols/wxpay.md §2.6、§10.10）：用户答应一次、关掉、过期，与凭它转账。
 * 没有公布的按最严的来【未证实】：一个人在一个场景已有生效的，再发起答 INVALID_REQUEST。
 */
import { isDeepStrictEqual } from 'node:util';
import { DAY } from '../kit/schedule';
import { AuthorizationBook, type Authorization, type AuthorizationBookView, type CloseReason } from './authorization-book';
import type { AuthorizationRequest } from './authorization-shapes';
import { GatewayError } from './errors';
import { paramError } from './fields';
import type { EventType, JsonObject } from './model';
import { PayerError, type WxpayEmit, type WxpayMerchant } from './options';
import type { LedgerStore } from '../kit/ledger-store';
import { rfc3339 } from './sealed';
import { TRANSFER_SCENES } from './transfer-shapes';

/** 用户在这之内答应 */
const CONFIRM_WITHIN_MS = DAY;
/** 过期没有答应的，过了这么久就查不到了 */
const KEPT_MS = 30 * DAY;
const MAX_NAME = 32;

const broken = (message: string): GatewayError => new GatewayError('INVALID_REQUEST', { message });

/** 测试与演示：账本，与收款用户能做的。 */
export interface AuthorizationDesk extends AuthorizationBookView {
  /** 收款用户答应了免确认收款，随后通知商户。@throws PayerError 没有这一张，或不在等 */
  confirm(outNo: string): Authorization;
  /** 收款用户（或风控）关掉一张，随后通知商户。@throws PayerError 没有这一张，或已经关了 */
  drop(outNo: string, reason?: CloseReason): Authorization;
}

export class Authorizations {
  readonly book: AuthorizationBook;
  /** 等收款人这么久，毫秒 */
  readonly confirmMs: number;

  constructor(
    private readonly store: LedgerStore,
    emit: WxpayEmit,
    mchids: readonly string[],
    private readonly now: () => number,
    compression: number,
    private readonly changed: (authorization: Authorization, eventType: EventType) => void,
  ) {
    this.confirmMs = CONFIRM_WITHIN_MS / compression;
    this.book = new AuthorizationBook(store, emit, mchids, (one) => this.overdue(one));
  }

  private overdue(one: Authorization): Authorization | undefined {
    const at = one.createdAt + this.confirmMs;
    if (one.state !== 'WAIT_USER_CONFIRM' || this.now() < at) return undefined;
    return { ...one, state: 'CLOSED', closed: { at, reason: 'USER_OVERDUE_UNCONFIRMED' } };
  }

  /** 发起；同号同参数是同一张，还在等用户的再给一次 package_info。 */
  create(merchant: WxpayMerchant, body: AuthorizationRequest): JsonObject {
    const request = JSON.parse(JSON.stringify(body)) as JsonObject;
    const existing = this.book.of(merchant.mchid, body.out_authorization_no);
    if (existing) {
      if (!isDeepStrictEqual(existing.request, request)) throw new GatewayError('ALREADY_EXISTS');
      return this.asked(existing);
    }
    this.checkRules(merchant, body);
    const number = this.store.nextNumber('authorization');
    return this.asked(
      this.book.save({
        mchid: merchant.mchid,
        outNo: body.out_authorization_no,
        id: `110${String(number).padStart(20, '0')}${String(this.now()).slice(0, 10)}`,
        appid: body.appid,
        openid: body.openid,
        sceneId: body.transfer_scene_id,
        displayName: body.user_display_name,
        notifyUrl: body.authorization_notify_url,
        request,
        packageInfo: Buffer.from(`affffddafdfafddffda${number}${body.out_authorization_no}`).toString('base64'),
        state: 'WAIT_USER_CONFIRM',
        createdAt: this.now(),
      }),
    );
  }

  private checkRules(merchant: WxpayMerchant, body: AuthorizationRequest): void {
    if (!merchant.appids.includes(body.appid)) throw broken('appid 与商户号没有绑定关系');
    const scene = TRANSFER_SCENES[body.transfer_scene_id];
    if (!scene || merchant.transferScenes?.includes(body.transfer_scene_id) === false) throw broken('此转账场景没有获得授权');
    if (body.user_recv_perception !== undefined && !scene.perceptions.includes(body.user_recv_perception))
      throw broken('用户收款感知不在这个场景允许的范围内');
    if ([...body.user_display_name].length > MAX_NAME)
      throw paramError({ location: 'body', pointer: '/user_display_name' }, `字符数大于最大值 ${MAX_NAME}`);
    const live = this.book
      .all()
      .some(
        (one) =>
          one.state === 'TAKING_EFFECT' &&
          one.mchid === merchant.mchid &&
          one.openid === body.openid &&
          one.sceneId === body.transfer_scene_id,
      );
    if (live) throw broken('该用户已有生效中的免确认收款授权');
  }

  private require(merchant: WxpayMerchant, outNo: string): Authorization {
    const found = this.book.of(merchant.mchid, outNo);
    const forgotten = found?.closed?.reason === 'USER_OVERDUE_UNCONFIRMED' && this.now() - found.closed.at > KEPT_MS;
    if (!found || forgotten) throw new GatewayError('NOT_FOUND', { message: '授权单不存在' });
    return found;
  }

  query(merchant: WxpayMerchant, outNo: string): JsonObject {
    return this.view(this.require(merchant, outNo));
  }

  /** 商户解除；已经关了的还是那个样子。 */
  close(merchant: WxpayMerchant, outNo: string): JsonObject {
    const found = this.require(merchant, outNo);
    return this.view(found.state === 'CLOSED' ? found : this.end(found, 'CLOSE_VIA_MCH_API'));
  }

  desk(): AuthorizationDesk {
    return {
      ...this.book.view(),
      confirm: (outNo) => this.store.transaction(() => this.confirm(outNo)),
      drop: (outNo, reason) => this.store.transaction(() => this.drop(outNo, reason)),
    };
  }

  /** 用户在授权页答应了。@throws PayerError 没有这一张，或不在等 */
  confirm(outNo: string): Authorization {
    const found = this.demand(outNo);
    if (found.state !== 'WAIT_USER_CONFIRM') throw new PayerError('closed', '这张收款授权不在等待确认');
    const confirmed = this.book.save({ ...found, state: 'TAKING_EFFECT', authorizedAt: this.now() });
    this.changed(confirmed, 'MCHTRANSFER.AUTHORIZATION.CONFIRMED');
    return confirmed;
  }

  /** 用户（或风控）关掉一张。@throws PayerError 没有这一张，或已经关了 */
  drop(outNo: string, reason: CloseReason = 'USER_CLOSE'): Authorization {
    const found = this.demand(outNo);
    if (found.state === 'CLOSED') throw new PayerError('closed', '这张收款授权已经关了');
    return this.end(found, reason);
  }

  private demand(outNo: string): Authorization {
    const found = this.book.find(outNo);
    if (!found) throw new PayerError('notFound', `没有收款授权 ${outNo}`);
    return found;
  }

  private end(found: Authorization, reason: CloseReason): Authorization {
    const closed = this.book.save({ ...found, state: 'CLOSED', closed: { at: this.now(), reason } });
    // 没有生效过的关了，没有说要通知。
    if (found.state === 'TAKING_EFFECT') this.changed(closed, 'MCHTRANSFER.AUTHORIZATION.CLOSED');
    return closed;
  }

  /** 转账凭的是哪一张。@throws GatewayError 两个单号都给了、没有、没有生效 */
  named(merchant: WxpayMerchant, by: { readonly out_authorization_no?: string; readonly authorization_id?: string }): Authorization {
    const { out_authorization_no, authorization_id } = by;
    if ((out_authorization_no === undefined) === (authorization_id === undefined))
      throw broken('微信免确认收款授权单号和商户授权单号须传入其一，不支持同时传入');
    const found =
      out_authorization_no === undefined ? this.book.byId(authorization_id ?? '') : this.book.of(merchant.mchid, out_authorization_no);
    if (found?.mchid !== merchant.mchid) throw broken('免确认收款授权不存在');
    if (found.state !== 'TAKING_EFFECT') throw broken('免确认收款授权没有生效');
    return found;
  }

  /** 发起的应答。 */
  private asked(one: Authorization): JsonObject {
    return {
      out_authorization_no: one.outNo,
      state: one.state,
      ...(one.state === 'WAIT_USER_CONFIRM' ? { package_info: one.packageInfo } : {}),
    };
  }

  /** 查询与解除的应答。 */
  private view(one: Authorization): JsonObject {
    return {
      out_authorization_no: one.outNo,
      appid: one.appid,
      openid: one.openid,
      user_display_name: one.displayName,
      authorization_id: one.id,
      state: one.state,
      ...(one.authorizedAt === undefined ? {} : { authorize_time: rfc3339(one.authorizedAt) }),
      ...(one.closed ? { close_info: { close_time: rfc3339(one.closed.at), close_reason: one.closed.reason } } : {}),
    };
  }

  /** 回调的内容（§5.1）。 */
  noticeOf(one: Authorization): JsonObject {
    return { mchid: one.mchid, ...this.view(one) };
  }
}
