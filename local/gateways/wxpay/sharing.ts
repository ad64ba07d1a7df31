/**
 * 分账（docs/protocols/wxpay.md §2.7）：接收方的增删、请求分账、解冻、回退与剩余待分金额。
 * 受理之后过一会儿才有结果；FINISHED 只是做完了，成没成要看每个接收方的 result。
 */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { beijingTime } from '../kit/beijing-time';
import { DAY, MINUTE, SECOND } from '../kit/schedule';
import { GatewayError } from './errors';
import { paramError } from './fields';
import type { Ledger } from './ledger';
import type { JsonObject, Order } from './model';
import type { WxpayGatewayOptions, WxpayMerchant } from './options';
import { requireSub, sameSub } from './parties';
import type { Opener } from './sensitive';
import type { Share, ShareDetail, SharingBook } from './sharing-book';
import { shareReturnView, shareView } from './sharing-views';
import type { AddReceiverRequest, DeleteReceiverRequest, ReturnRequest, ShareRequest, UnfreezeRequest } from './sharing-shapes';

const MIN_AGE_MS = MINUTE;
const RETURN_WITHIN_MS = 180 * DAY;
const MAX_REQUESTS = 50;
/** 缺省的上限：万分之三千 */
const MAX_RATIO = 3000;
const RATIO_BASE = 10_000;

const broken = (message: string): GatewayError => new GatewayError('INVALID_REQUEST', { message });
const missing = (): GatewayError => new GatewayError('RESOURCE_NOT_EXISTS', { message: '记录不存在' });

export class Sharing {
  private readonly durationMs: number;
  private readonly minAgeMs: number;
  private readonly returnMs: number;
  /** 指定了下场的接收方账号与回退单号 → 失败的原因；'*' 用于以后的每一笔 */
  private readonly failures = new Map<string, string>();

  constructor(
    private readonly ledger: Ledger,
    private readonly book: SharingBook,
    private readonly now: () => number,
    options: Pick<WxpayGatewayOptions, 'timeCompression' | 'sharingDurationMs'>,
  ) {
    const compression = options.timeCompression ?? 1;
    this.durationMs = (options.sharingDurationMs ?? 2 * SECOND) / compression;
    this.minAgeMs = MIN_AGE_MS / compression;
    this.returnMs = RETURN_WITHIN_MS / compression;
  }

  /** 加一个接收方；再加一次也是成功。 */
  addReceiver(merchant: WxpayMerchant, body: AddReceiverRequest, open: Opener): JsonObject {
    const owner = this.ownerFor(merchant, body);
    const { appid, type, account, name, relation_type, custom_relation } = body;
    if (type === 'PERSONAL_SUB_OPENID' && body.sub_appid === undefined)
      throw paramError({ location: 'body', pointer: '/type' }, '服务商使用 PERSONAL_SUB_OPENID 要有 sub_appid', type);
    if (type === 'MERCHANT_ID' && name === undefined)
      throw paramError({ location: 'body', pointer: '/name' }, '必填性规则校验失败，商户类型的接收方必须填写全称');
    if (relation_type === 'CUSTOM' && custom_relation === undefined)
      throw paramError({ location: 'body', pointer: '/custom_relation' }, '必填性规则校验失败，此字段为必填项');
    if (type === 'MERCHANT_ID' && account === owner) throw broken('分账方不能添加自己为分账接收方');
    this.book.saveReceiver({
      mchid: owner,
      appid,
      type,
      account,
      relation: custom_relation ?? relation_type,
      ...(name === undefined ? {} : { name: open(name, '/name') }),
    });
    return {
      ...subOf(body),
      type,
      account,
      ...(name === undefined ? {} : { name }),
      relation_type,
      ...(custom_relation ? { custom_relation } : {}),
    };
  }

  deleteReceiver(merchant: WxpayMerchant, body: DeleteReceiverRequest): JsonObject {
    const { appid, type, account } = body;
    this.book.dropReceiver(this.ownerFor(merchant, body), appid, type, account);
    return { ...subOf(body), type, account };
  }

  /** 受理；同号同内容是同一张。 */
  share(merchant: WxpayMerchant, body: ShareRequest, open: Opener): JsonObject {
    this.advance();
    const owner = this.ownerFor(merchant, body);
    const named = body.receivers.map(({ name, ...rest }, index) => ({
      ...rest,
      ...(name === undefined ? {} : { name: open(name, `/receivers/${index}/name`) }),
    }));
    const request = plain({ ...body, receivers: named });
    const known = this.again(merchant, body.out_order_no, request);
    if (known) return shareView(known);
    const order = this.orderFor(merchant, body);
    for (const { type, account, name } of named) {
      const receiver = this.book.receiverOf(owner, body.appid, type, account);
      if (!receiver) throw broken('分账接收方与分账方没有建立关系，请先添加分账接收方');
      if (name !== undefined && receiver.name !== undefined && receiver.name !== name) throw broken('分账接收方姓名不匹配');
    }
    this.checkAmounts(
      merchant,
      order,
      body.receivers.reduce((sum, { amount }) => sum + amount, 0),
    );
    return this.accept(order, body, 'share', request, body.receivers, body.unfreeze_unsplit, body.appid);
  }

  /** 剩下的都解冻给商户；单号是新的一个。 */
  unfreeze(merchant: WxpayMerchant, body: UnfreezeRequest): JsonObject {
    this.advance();
    const request = plain(body);
    const known = this.again(merchant, body.out_order_no, request);
    if (known) return shareView(known);
    const order = this.orderFor(merchant, body);
    if (this.book.sharesOf(order).some(({ state }) => state === 'PROCESSING')) throw broken('订单处理中，请稍后再试');
    const self = { type: 'MERCHANT_ID', account: order.subMchid ?? merchant.mchid, description: body.description };
    const rest = this.book.standingOf(order).unsplit;
    return this.accept(order, body, 'unfreeze', request, rest > 0 ? [{ ...self, amount: rest }] : [], true);
  }

  private again(merchant: WxpayMerchant, outOrderNo: string, request: JsonObject): Share | undefined {
    const known = this.book.shareOf(merchant.mchid, outOrderNo);
    if (known && !isDeepStrictEqual(known.request, request)) throw broken('商户分账单号已存在，且参数与首次请求时不一致');
    return known;
  }

  /** 现在可以分的订单。 */
  private orderFor(
    merchant: WxpayMerchant,
    { transaction_id: transactionId, sub_mchid }: Pick<ShareRequest, 'transaction_id' | 'sub_mchid'>,
  ): Order {
    const order = this.ledger.orderByLink(transactionId);
    if (order?.mchid !== merchant.mchid || order.payment?.transactionId !== transactionId) throw broken('微信支付订单号不存在');
    sameSub(sub_mchid, order);
    const { enabled, unfrozen } = this.book.standingOf(order);
    if (!enabled) throw broken('非分账订单不支持分账');
    if (this.now() - order.payment.paidAt < this.minAgeMs) throw broken('订单处理中，暂时无法分账，请稍后再试');
    if (unfrozen) throw broken('分账订单已解冻，不能再分账');
    return order;
  }

  private checkAmounts(merchant: WxpayMerchant, order: Order, wanted: number): void {
    const ratio = merchant.subMerchants?.find(({ mchid }) => mchid === order.subMchid)?.maxRatio ?? MAX_RATIO;
    const { unsplit, shared } = this.book.standingOf(order);
    if (this.book.sharesOf(order).filter(({ kind }) => kind === 'share').length >= MAX_REQUESTS)
      throw new GatewayError('RULE_LIMIT', { message: `一笔订单最多分账 ${MAX_REQUESTS} 次` });
    if ((shared + wanted) * RATIO_BASE > order.total * ratio) throw new GatewayError('RULE_LIMIT', { message: '分账金额超过最大分账比例' });
    if (wanted > unsplit) throw new GatewayError('NOT_ENOUGH', { message: '分账金额不足' });
  }

  private accept(
    order: Order,
    { out_order_no, transaction_id }: { readonly out_order_no: string; readonly transaction_id: string },
    kind: Share['kind'],
    request: JsonObject,
    receivers: readonly Pick<ShareDetail, 'type' | 'account' | 'amount' | 'description'>[],
    unfreezes: boolean,
    appid?: string,
  ): JsonObject {
    const now = this.now();
    const share = this.book.saveShare({
      mchid: order.mchid,
      ...(order.subMchid === undefined ? {} : { subMchid: order.subMchid }),
      appid,
      outOrderNo: out_order_no,
      orderId: this.newId('3008', now),
      transactionId: transaction_id,
      outTradeNo: order.outTradeNo,
      request,
      kind,
      details: receivers.map(({ type, account, amount, description }) => ({
        detailId: this.newId('3601', now),
        type,
        account,
        amount,
        description,
        result: 'PENDING',
      })),
      state: 'PROCESSING',
      unfreezes,
      createdAt: now,
      finishAt: Math.ceil(now + this.durationMs),
    });
    return shareView(share);
  }

  queryShare(merchant: WxpayMerchant, outOrderNo: string, transactionId: string, subMchid?: string): JsonObject {
    this.advance();
    const share = this.book.shareOf(merchant.mchid, outOrderNo);
    if (share?.transactionId !== transactionId) throw missing();
    sameSub(subMchid, share);
    return shareView(share);
  }

  unsplit(merchant: WxpayMerchant, transactionId: string): JsonObject {
    this.advance();
    const order = this.ledger.orderByLink(transactionId);
    if (order?.mchid !== merchant.mchid || order.payment?.transactionId !== transactionId) throw missing();
    return { transaction_id: transactionId, unsplit_amount: this.book.standingOf(order).unsplit };
  }

  /** 从商户类型的接收方要回来；同号同内容是同一张。 */
  giveBack(merchant: WxpayMerchant, body: ReturnRequest): JsonObject {
    this.advance();
    const request = plain(body);
    const known = this.book.returnOf(merchant.mchid, body.out_return_no);
    if (known) {
      if (!isDeepStrictEqual(known.request, request)) throw broken('商户回退单号已存在，且参数与首次请求时不一致');
      return shareReturnView(known);
    }
    if ((body.order_id === undefined) === (body.out_order_no === undefined))
      throw paramError({ location: 'body', pointer: '/out_order_no' }, 'order_id 与 out_order_no 应有且只有一个');
    const share = this.shareNamed(merchant, body);
    if (share?.kind !== 'share') throw broken('分账单不存在');
    sameSub(body.sub_mchid, share);
    if (this.now() - share.createdAt > this.returnMs) throw broken('分账已超过可以回退的最大期限（180 天）');
    this.requireReturnable(share, body);
    const now = this.now();
    return shareReturnView(
      this.book.saveReturn({
        mchid: merchant.mchid,
        ...(share.subMchid === undefined ? {} : { subMchid: share.subMchid }),
        outReturnNo: body.out_return_no,
        returnId: this.newId('3008', now),
        outOrderNo: share.outOrderNo,
        orderId: share.orderId,
        outTradeNo: share.outTradeNo,
        returnMchid: body.return_mchid,
        amount: body.amount,
        description: body.description,
        request,
        result: 'PROCESSING',
        createdAt: now,
        finishAt: Math.ceil(now + this.durationMs),
      }),
    );
  }

  private shareNamed(merchant: WxpayMerchant, { order_id, out_order_no }: ReturnRequest): Share | undefined {
    if (out_order_no !== undefined) return this.book.shareOf(merchant.mchid, out_order_no);
    return this.book.shares().find((share) => share.mchid === merchant.mchid && share.orderId === order_id);
  }

  private requireReturnable(share: Share, { return_mchid, amount }: ReturnRequest): void {
    const received = share.details
      .filter((detail) => detail.type === 'MERCHANT_ID' && detail.account === return_mchid && detail.result === 'SUCCESS')
      .reduce((sum, detail) => sum + detail.amount, 0);
    const back = this.book
      .returns(share.outTradeNo)
      .filter((one) => one.orderId === share.orderId && one.returnMchid === return_mchid && one.result !== 'FAILED')
      .reduce((sum, one) => sum + one.amount, 0);
    if (received === 0) throw broken('只能向分账成功的商户类型接收方回退');
    if (back + amount > received) throw broken('回退金额超过分账金额');
  }

  queryReturn(merchant: WxpayMerchant, outReturnNo: string, outOrderNo: string, subMchid?: string): JsonObject {
    this.advance();
    const back = this.book.returnOf(merchant.mchid, outReturnNo);
    if (back?.outOrderNo !== outOrderNo) throw missing();
    sameSub(subMchid, back);
    return shareReturnView(back);
  }

  /** 以后这个接收方（或这张回退单）失败，说这个原因；'*' 为以后的每一笔，undefined 取消。 */
  choose(target: string, failReason: string | undefined): void {
    if (failReason === undefined) this.failures.delete(target);
    else this.failures.set(target, failReason);
  }

  /** 让到时间的出结果。 */
  advance(): void {
    for (const share of this.book.sharesDue()) this.finishShare(share);
    for (const back of this.book.returnsDue()) {
      const failReason = this.failures.get(back.outReturnNo) ?? this.failures.get(back.returnMchid) ?? this.failures.get('*');
      this.book.saveReturn({ ...back, result: failReason ? 'FAILED' : 'SUCCESS', ...(failReason ? { failReason } : {}) });
    }
  }

  private finishShare(share: Share): void {
    const details = share.details.map((detail): ShareDetail => {
      const failReason = share.kind === 'share' ? this.reasonAgainst(share, detail) : undefined;
      return { ...detail, result: failReason ? 'CLOSED' : 'SUCCESS', ...(failReason ? { failReason } : {}) };
    });
    this.book.saveShare({ ...share, state: 'FINISHED', details });
  }

  /** 受理之后才删掉的接收方，钱也分不过去。 */
  private reasonAgainst({ mchid, subMchid, appid }: Share, { type, account }: ShareDetail): string | undefined {
    const chosen = this.failures.get(account) ?? this.failures.get('*');
    return chosen ?? (this.book.receiverOf(subMchid ?? mchid, appid ?? '', type, account) ? undefined : 'NO_RELATION');
  }

  /** 接收方是谁的：服务商替特约商户分账时，是特约商户的。 */
  private ownerFor(
    merchant: WxpayMerchant,
    { appid, sub_mchid, sub_appid }: Pick<ShareRequest, 'appid' | 'sub_mchid' | 'sub_appid'>,
  ): string {
    if (!merchant.appids.includes(appid)) throw broken('appid 与商户号没有绑定关系');
    if (sub_mchid === undefined) return merchant.mchid;
    const sub = requireSub(merchant, sub_mchid);
    if (sub_appid !== undefined && !sub.appids.includes(sub_appid)) throw broken('sub_appid 与特约商户没有绑定关系');
    return sub_mchid;
  }

  /** 一个特约商户最多能分多少，万分之几。 */
  maxRatio(merchant: WxpayMerchant, subMchid: string): JsonObject {
    return { sub_mchid: subMchid, max_ratio: requireSub(merchant, subMchid).maxRatio ?? MAX_RATIO };
  }

  private newId(prefix: string, now: number): string {
    return `${prefix}${beijingTime(now, 'YYYYMMDD')}${String(this.book.store.nextNumber('sharing')).padStart(10, '0')}${randomUUID().slice(0, 6)}`;
  }
}

const subOf = ({ sub_mchid }: { readonly sub_mchid?: string }): JsonObject => (sub_mchid === undefined ? {} : { sub_mchid });
const plain = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;
