/**
 * 商家转账（docs/protocols/wxpay.md §2.6、§10.10）：受理、用户确认、撤销、过期，与运营账户里的钱。
 * 到时间就该变的，在读取与轮询时按时钟推进；钱在受理时扣下，没有转成就退回。
 */
import { isDeepStrictEqual } from 'node:util';
import type { AuthorizedTransferRequest } from './authorization-shapes';
import type { Authorizations } from './authorizations';
import { DAY, SECOND } from '../kit/schedule';
import { GatewayError } from './errors';
import { paramError } from './fields';
import type { Ledger } from './ledger';
import type { JsonObject, Transfer, TransferEnd } from './model';
import type { WxpayGatewayOptions, WxpayMerchant } from './options';
import { rfc3339 } from './sealed';
import { openerOf } from './sensitive';
import type { PlatformKeys } from './signature';
import { TRANSFER_SCENES, type TransferRequest } from './transfer-shapes';

/** 收款人在这之内确认 */
export const CONFIRM_WITHIN_MS = DAY;
const QUERY_WINDOW_MS = 30 * DAY;
const NAME_REQUIRED_FROM = 200_000;
const NAME_ALLOWED_FROM = 30;
const RED_PACKET_MAX = 20_000;
const MAX_REMARK = 32;
/** 每个商户开张时运营账户里的钱：一千万元 */
export const OPENING_FUNDS = 1_000_000_000;

const broken = (message: string): GatewayError => new GatewayError('INVALID_REQUEST', { message });
const isFinal = (state: Transfer['state']): state is TransferEnd => state === 'SUCCESS' || state === 'FAIL' || state === 'CANCELLED';

export class Transfers {
  private readonly acceptMs: number;
  private readonly payMs: number;
  private readonly cancelMs: number;
  private readonly confirmMs: number;

  constructor(
    private readonly ledger: Ledger,
    private readonly now: () => number,
    private readonly keys: Pick<PlatformKeys, 'byId'>,
    options: Pick<WxpayGatewayOptions, 'timeCompression' | 'transferAcceptMs' | 'transferDurationMs'>,
    private readonly authorizations: Pick<Authorizations, 'named'>,
    private readonly finished: (transfer: Transfer) => void,
  ) {
    const compression = options.timeCompression ?? 1;
    this.acceptMs = (options.transferAcceptMs ?? 0) / compression;
    this.payMs = (options.transferDurationMs ?? 2 * SECOND) / compression;
    this.cancelMs = this.payMs;
    this.confirmMs = CONFIRM_WITHIN_MS / compression;
  }

  /** 受理；同号同参数是同一笔，还在等用户确认的再给一次 package_info。 */
  create(merchant: WxpayMerchant, body: TransferRequest, serial: string | undefined): JsonObject {
    return this.accept(merchant, body, serial, () => body.openid);
  }

  /** 凭免确认收款授权的：付给授权里的那个人，不等他确认；应用与场景要与授权的相同。 */
  createAuthorized(merchant: WxpayMerchant, body: AuthorizedTransferRequest, serial: string | undefined): JsonObject {
    const openid = (): string => {
      const by = this.authorizations.named(merchant, body);
      if (by.appid !== body.appid || by.sceneId !== body.transfer_scene_id) throw broken('appid 或转账场景与免确认收款授权的不一致');
      return by.openid;
    };
    return this.accept(merchant, body, serial, openid, true);
  }

  private accept(
    merchant: WxpayMerchant,
    body: TransferRequest | AuthorizedTransferRequest,
    serial: string | undefined,
    payee: () => string,
    authorized = false,
  ): JsonObject {
    const { user_name, ...rest } = body;
    const userName = user_name === undefined ? undefined : openerOf(this.keys, serial)(user_name, '/user_name');
    // 加密后的姓名每次都不同：比的是解开之后的。
    const request = JSON.parse(JSON.stringify({ ...rest, user_name: userName })) as JsonObject;
    const existing = this.of(merchant, body.out_bill_no);
    if (existing) {
      if (!isDeepStrictEqual(existing.request, request)) throw new GatewayError('ALREADY_EXISTS');
      return this.accepted(existing);
    }
    this.checkRules(merchant, body, userName);
    const openid = payee();
    this.take(merchant.mchid, body.transfer_amount);
    const now = this.now();
    const number = this.ledger.store.nextNumber('transfer');
    const transfer: Transfer = {
      mchid: merchant.mchid,
      outBillNo: body.out_bill_no,
      billNo: `133${String(number).padStart(20, '0')}${String(now).slice(0, 10)}`,
      appid: body.appid,
      openid,
      request,
      amount: body.transfer_amount,
      remark: body.transfer_remark,
      notifyUrl: body.notify_url,
      packageInfo: Buffer.from(`affffddafdfafddffda${number}${body.out_bill_no}`).toString('base64'),
      createdAt: now,
      updatedAt: now,
      state: 'ACCEPTED',
      nextAt: Math.ceil(now + this.acceptMs / 2),
      outcome: 'SUCCESS',
      ...(authorized ? { authorized } : {}),
    };
    this.ledger.saveTransfer(transfer);
    return this.accepted(this.current(transfer));
  }

  private checkRules(merchant: WxpayMerchant, body: TransferRequest | AuthorizedTransferRequest, userName: string | undefined): void {
    if (!merchant.appids.includes(body.appid)) throw broken('appid 与商户号没有绑定关系');
    const scene = TRANSFER_SCENES[body.transfer_scene_id];
    if (!scene || merchant.transferScenes?.includes(body.transfer_scene_id) === false) throw broken('此转账场景没有获得授权');
    const given = body.transfer_scene_report_infos.map(({ info_type }) => info_type);
    if (!isDeepStrictEqual([...given].sort(), [...scene.infoTypes].sort()))
      throw new GatewayError('PARAM_ERROR', { message: '需传入转账场景报备信息' });
    if (body.user_recv_perception !== undefined && !scene.perceptions.includes(body.user_recv_perception))
      throw broken('用户收款感知不在这个场景允许的范围内');
    if ([...body.transfer_remark].length > MAX_REMARK)
      throw paramError({ location: 'body', pointer: '/transfer_remark' }, `字符数大于最大值 ${MAX_REMARK}`);
    if (userName === undefined && body.transfer_amount >= NAME_REQUIRED_FROM) throw broken('转账金额达到 2000 元必须填写收款用户姓名');
    if (userName !== undefined && body.transfer_amount < NAME_ALLOWED_FROM) throw broken('转账金额小于 0.3 元不支持填写收款用户姓名');
    const style = 'user_recv_style' in body ? body.user_recv_style?.type : undefined;
    if (style === 'RED_PACKET' && body.transfer_amount > RED_PACKET_MAX) throw broken('红包样式不能超过 200 元');
  }

  private of(merchant: WxpayMerchant, outBillNo: string): Transfer | undefined {
    const found = this.ledger.transferOf(merchant.mchid, outBillNo);
    return found && this.current(found);
  }

  private require(merchant: WxpayMerchant, found: Transfer | undefined): Transfer {
    if (found?.mchid !== merchant.mchid || this.now() - found.createdAt > QUERY_WINDOW_MS)
      throw new GatewayError('NOT_FOUND', { message: '转账单不存在' });
    return found;
  }

  byOutBillNo(merchant: WxpayMerchant, outBillNo: string): JsonObject {
    return this.view(this.require(merchant, this.of(merchant, outBillNo)));
  }

  byBillNo(merchant: WxpayMerchant, billNo: string): JsonObject {
    const found = this.ledger.transferByBillNo(billNo);
    return this.view(this.require(merchant, found && this.current(found)));
  }

  /** 用户确认之前都可以撤销；再撤一次还是同一个结果。 */
  cancel(merchant: WxpayMerchant, outBillNo: string): JsonObject {
    let transfer = this.require(merchant, this.of(merchant, outBillNo));
    if (transfer.state === 'TRANSFERING' || transfer.state === 'SUCCESS' || transfer.state === 'FAIL')
      throw broken('当前单据状态不支持撤销');
    if (transfer.state !== 'CANCELING' && transfer.state !== 'CANCELLED')
      transfer = this.move(transfer, 'CANCELING', { nextAt: Math.ceil(this.now() + this.cancelMs) });
    return {
      out_bill_no: transfer.outBillNo,
      transfer_bill_no: transfer.billNo,
      state: transfer.state,
      update_time: rfc3339(transfer.updatedAt),
    };
  }

  /** 用户在确认页点了收款。@param outcome 银行那边的结局 @param failReason 失败的原因 */
  confirm(transfer: Transfer, outcome: Transfer['outcome'] = 'SUCCESS', failReason?: string): Transfer {
    const current = this.current(transfer);
    if (current.state !== 'WAIT_USER_CONFIRM') return current;
    return this.move(current, 'TRANSFERING', { outcome, failReason, nextAt: Math.ceil(this.now() + this.payMs) });
  }

  /** 不等确认，立刻出结果。 */
  finish(transfer: Transfer, outcome: TransferEnd, failReason?: string): Transfer {
    const current = this.current(transfer);
    return isFinal(current.state) ? current : this.end(current, outcome, failReason);
  }

  /** 让到时间的都往前走。 */
  advance(): void {
    for (const transfer of this.ledger.transfersDue()) this.current(transfer);
  }

  private current(found: Transfer): Transfer {
    let transfer = found;
    while (transfer.nextAt !== null && transfer.nextAt <= this.now()) transfer = this.step(transfer, transfer.nextAt);
    return transfer;
  }

  private step(transfer: Transfer, at: number): Transfer {
    switch (transfer.state) {
      case 'ACCEPTED':
        return this.move(transfer, 'PROCESSING', { nextAt: Math.ceil(at + this.acceptMs / 2) });
      case 'PROCESSING':
        // 凭授权的当场就付；受理要时间的，付也要时间。
        if (transfer.authorized)
          return this.move(transfer, 'TRANSFERING', { nextAt: Math.ceil(at + (this.acceptMs === 0 ? 0 : this.payMs)) });
        return this.move(transfer, 'WAIT_USER_CONFIRM', { nextAt: Math.ceil(at + this.confirmMs) });
      case 'WAIT_USER_CONFIRM':
        return this.end(transfer, 'FAIL', 'OVERDUE_CLOSE');
      case 'CANCELING':
        return this.end(transfer, 'CANCELLED');
      default:
        return this.end(
          transfer,
          transfer.outcome,
          transfer.failReason ?? (transfer.outcome === 'FAIL' ? 'PAYEE_ACCOUNT_ABNORMAL' : undefined),
        );
    }
  }

  private move(transfer: Transfer, state: Transfer['state'], changes: Partial<Transfer>): Transfer {
    return this.ledger.saveTransfer({ ...transfer, ...changes, state, updatedAt: this.now() });
  }

  private end(transfer: Transfer, outcome: TransferEnd, failReason?: string): Transfer {
    const done = this.move(transfer, outcome, { nextAt: null, failReason: outcome === 'FAIL' ? failReason : undefined });
    const funds = this.funds(transfer.mchid);
    this.setFunds(transfer.mchid, {
      available: funds.available + (outcome === 'SUCCESS' ? 0 : transfer.amount),
      pending: funds.pending - transfer.amount,
    });
    this.finished(done);
    return done;
  }

  funds(mchid: string): { readonly available: number; readonly pending: number } {
    return this.ledger.funds.get(mchid) ?? { available: OPENING_FUNDS, pending: 0 };
  }

  setFunds(mchid: string, funds: { readonly available: number; readonly pending: number }): void {
    this.ledger.funds.put(mchid, funds, null);
  }

  private take(mchid: string, amount: number): void {
    const { available, pending } = this.funds(mchid);
    if (available < amount) throw new GatewayError('NOT_ENOUGH', { message: '商户运营账户资金不足，请充值后以原单号重试' });
    this.setFunds(mchid, { available: available - amount, pending: pending + amount });
  }

  /** 受理的应答；等用户确认时才有 package_info。 */
  private accepted(transfer: Transfer): JsonObject {
    return {
      out_bill_no: transfer.outBillNo,
      transfer_bill_no: transfer.billNo,
      create_time: rfc3339(transfer.createdAt),
      state: transfer.state,
      ...(transfer.state === 'WAIT_USER_CONFIRM' ? { package_info: transfer.packageInfo } : {}),
      ...(transfer.failReason ? { fail_reason: transfer.failReason } : {}),
    };
  }

  /** 查询的应答（没有用户姓名：没有人要它）。 */
  private view(transfer: Transfer): JsonObject {
    return { ...this.noticeOf(transfer), appid: transfer.appid, transfer_remark: transfer.remark };
  }

  /** 回调的内容（§5.1）。 */
  noticeOf(transfer: Transfer): JsonObject {
    return {
      mch_id: transfer.mchid,
      out_bill_no: transfer.outBillNo,
      transfer_bill_no: transfer.billNo,
      state: transfer.state,
      transfer_amount: transfer.amount,
      openid: transfer.openid,
      ...(transfer.state === 'FAIL' && transfer.failReason ? { fail_reason: transfer.failReason } : {}),
      create_time: rfc3339(transfer.createdAt),
      update_time: rfc3339(transfer.updatedAt),
    };
  }
}
