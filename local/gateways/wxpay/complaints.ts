/**
 * 消费者投诉 2.0（docs/protocols/wxpay.md §13.4）：用户投诉、补充、商户回复、完结、退款审批；只推送用户的动作。
 * 同意退款不动钱：钱到了用户那里，投诉才自己完结。
 */
import { constants, publicEncrypt, randomBytes, type KeyObject } from 'node:crypto';
import { beijingDate, beijingTime } from '../kit/beijing-time';
import { DAY } from '../kit/schedule';
import type { Complaint, ComplaintBook, Negotiation, ProblemType } from './complaint-book';
import type { ComplaintsQuery, ProgressRequest, ReplyRequest } from './complaint-shapes';
import { GatewayError } from './errors';
import type { Ledger } from './ledger';
import type { EventType, JsonObject, Order } from './model';
import { PayerError, type WxpayMerchant } from './options';
import { rfc3339 } from './sealed';

const LONGEST_RANGE_MS = 30 * DAY;
const PAGE = 10;

const broken = (message: string): GatewayError => new GatewayError('INVALID_REQUEST', { message });

export interface NewComplaint {
  readonly text?: string;
  readonly problem?: ProblemType;
  /** 申请退多少，分；缺省全款 */
  readonly applyRefund?: number;
  readonly phone?: string;
}

export class Complaints {
  constructor(
    private readonly book: ComplaintBook,
    private readonly ledger: Ledger,
    private readonly now: () => number,
    private readonly publicBaseUrl: string,
    private readonly keyOf: (mchid: string) => KeyObject,
    private readonly notify: (complaint: Complaint, eventType: EventType, action: string) => void,
  ) {}

  /** 用户投诉一笔付过的订单。 */
  open(
    order: Order,
    { text = '收到的货与描述不符', problem = 'REFUND', applyRefund = order.total, phone = '18500000001' }: NewComplaint,
  ): Complaint {
    if (!order.payment) throw new PayerError('notFound', '没有付过的订单不能投诉');
    const now = this.now();
    const complaint = this.book.save({
      mchid: order.mchid,
      id: `2000${beijingTime(now, 'YYYYMMDDHHmmss')}${String(this.book.store.nextNumber('complaint')).padStart(8, '0')}`,
      outTradeNo: order.outTradeNo,
      transactionId: order.payment.transactionId,
      amount: order.total,
      openid: order.payment.openid,
      phone,
      text,
      problem,
      applyRefund,
      state: 'PENDING',
      waiting: true,
      times: 1,
      history: [this.log('投诉人', 'USER_CREATE_COMPLAINT', text)],
      createdAt: now,
    });
    this.notify(complaint, 'COMPLAINT.CREATE', 'CREATE_COMPLAINT');
    return complaint;
  }

  /** 用户又说了话；已经完结的重新打开。 */
  continue(id: string, text: string): Complaint {
    const before = this.mustFind(id);
    const again = before.state === 'PROCESSED';
    const after = this.book.save({
      ...before,
      state: again ? 'PENDING' : before.state,
      waiting: true,
      times: before.times + (again ? 1 : 0),
      history: [...before.history, this.log('投诉人', again ? 'USER_CONTINUE_COMPLAINT' : 'USER_RESPONSE', text)],
    });
    this.notify(after, 'COMPLAINT.STATE_CHANGE', again ? 'CONTINUE_COMPLAINT' : 'USER_RESPONSE');
    return after;
  }

  private mustFind(id: string): Complaint {
    const found = this.book.complaint(id);
    if (!found) throw new PayerError('notFound', `没有投诉 ${id}`);
    return this.current(found);
  }

  private log(operator: string, type: string, details: string, images: readonly string[] = []): Negotiation {
    return { logId: randomBytes(12).toString('hex'), at: this.now(), operator, type, details, images };
  }

  private refunded({ mchid, outTradeNo }: Complaint): number {
    const done = this.ledger.refundsOf(mchid, outTradeNo).filter(({ state }) => state === 'SUCCESS');
    return done.reduce((sum, { refund }) => sum + refund, 0);
  }

  /** 同意了退款、钱也到了：自己完结。 */
  private current(complaint: Complaint): Complaint {
    if (!complaint.approved || complaint.state === 'PROCESSED' || this.refunded(complaint) < complaint.applyRefund) return complaint;
    const history = [...complaint.history, this.log('系统', 'REFUND_SUCCESS', '退款成功，投诉单完结')];
    return this.book.save({ ...complaint, state: 'PROCESSED', waiting: false, history });
  }

  private require(merchant: WxpayMerchant, id: string): Complaint {
    const found = this.book.of(merchant.mchid, id);
    if (!found) throw new GatewayError('RESOURCE_NOT_EXISTS', { message: '投诉单不存在' });
    return this.current(found);
  }

  list(merchant: WxpayMerchant, query: ComplaintsQuery): JsonObject {
    const { begin_date, end_date, limit = PAGE, offset = 0, complainted_mchid = merchant.mchid } = query;
    const [from, to] = [begin_date, end_date].map((day) => Date.parse(`${day}T00:00:00+08:00`)) as [number, number];
    if (Number.isNaN(from) || Number.isNaN(to) || from > to || to - from > LONGEST_RANGE_MS)
      throw new GatewayError('PARAM_ERROR', { message: '查询的日期不正确，最长 30 天' });
    const all = this.book
      .complaints()
      .filter((one) => one.mchid === complainted_mchid && one.mchid === merchant.mchid)
      .filter(({ createdAt }) => beijingDate(createdAt) >= begin_date && beijingDate(createdAt) <= end_date)
      .reverse();
    const data = all.slice(offset, offset + limit).map((one) => this.view(this.current(one)));
    return { data, limit, offset, ...(offset === 0 ? { total_count: all.length } : {}) };
  }

  detail(merchant: WxpayMerchant, id: string): JsonObject {
    return this.view(this.require(merchant, id));
  }

  history(
    merchant: WxpayMerchant,
    id: string,
    { limit = 100, offset = 0 }: { readonly limit?: number; readonly offset?: number },
  ): JsonObject {
    const all = [...this.require(merchant, id).history].reverse();
    const data = all.slice(offset, offset + limit).map(({ logId, at, operator, type, details, images }) => ({
      log_id: logId,
      operator,
      operate_time: rfc3339(at),
      operate_type: type,
      operate_details: details,
      image_list: images.map((media) => this.urlOf(media)),
    }));
    return { data, limit, offset, ...(offset === 0 ? { total_count: all.length } : {}) };
  }

  private urlOf(media: string): string {
    return `${this.publicBaseUrl}/v3/merchant-service/images/${encodeURIComponent(media)}`;
  }

  private own(merchant: WxpayMerchant, complaintedMchid: string): void {
    if (complaintedMchid !== merchant.mchid) throw broken('被诉商户号与调用的商户号没有关系');
  }

  reply(merchant: WxpayMerchant, id: string, body: ReplyRequest): void {
    this.own(merchant, body.complainted_mchid);
    const complaint = this.require(merchant, id);
    if (complaint.state === 'PROCESSED') throw broken('投诉单已完结，不能再回复');
    const images = body.response_images ?? [];
    for (const media of images) if (this.book.images.get(media)?.mchid !== merchant.mchid) throw broken(`图片 ${media} 不存在`);
    const history = [...complaint.history, this.log('商户', 'MERCHANT_RESPONSE', body.response_content, images)];
    this.book.save({ ...complaint, state: 'PROCESSING', waiting: false, history });
  }

  complete(merchant: WxpayMerchant, id: string, complaintedMchid: string): void {
    this.own(merchant, complaintedMchid);
    const complaint = this.require(merchant, id);
    if (complaint.state === 'PROCESSED') throw broken('投诉单已完结');
    if (complaint.state === 'PENDING') throw broken('投诉单还没有回复，不能完结');
    const history = [...complaint.history, this.log('商户', 'MERCHANT_CONFIRM_COMPLETE', '商户处理完成')];
    this.book.save({ ...complaint, state: 'PROCESSED', waiting: false, history });
  }

  /** 同意只是说要退，退款照样由商户发起；拒绝就完结。 */
  progress(merchant: WxpayMerchant, id: string, { action, reject_reason, reject_media_list, remark }: ProgressRequest): void {
    const complaint = this.require(merchant, id);
    if (complaint.problem !== 'REFUND') throw broken('不是申请退款的投诉单');
    if (complaint.state === 'PROCESSED') throw broken('投诉单已完结');
    if (action === 'REJECT' && reject_reason === undefined)
      throw new GatewayError('PARAM_ERROR', { message: '拒绝退款必须填写 reject_reason' });
    const approved = action === 'APPROVE';
    // 官方就是这样拼的。
    const type = approved ? 'MERCHANT_APPROVE_REFUND' : 'MERCHANT_REFUSE_RERUND';
    const history = [...complaint.history, this.log('商户', type, reject_reason ?? remark ?? '同意退款', reject_media_list)];
    this.book.save({ ...complaint, approved, state: approved ? 'PROCESSING' : 'PROCESSED', waiting: false, history });
  }

  setAddress(merchant: WxpayMerchant, url: string, mode: 'create' | 'update'): JsonObject {
    const known = this.book.notifyUrl(merchant.mchid);
    if (mode === 'create' && known !== undefined) throw broken('投诉通知地址已存在，请更新');
    if (mode === 'update' && known === undefined) throw new GatewayError('RESOURCE_NOT_EXISTS', { message: '投诉通知地址不存在' });
    this.book.setNotifyUrl(merchant.mchid, url);
    return { mchid: merchant.mchid, url };
  }
  address(merchant: WxpayMerchant): JsonObject {
    const url = this.book.notifyUrl(merchant.mchid);
    if (url === undefined) throw new GatewayError('RESOURCE_NOT_EXISTS', { message: '投诉通知地址不存在' });
    return { mchid: merchant.mchid, url };
  }
  dropAddress(merchant: WxpayMerchant): void {
    this.book.setNotifyUrl(merchant.mchid, undefined);
  }

  keep(merchant: WxpayMerchant, file: Buffer): JsonObject {
    const media = `${randomBytes(24).toString('base64url')}_img`;
    this.book.images.put(media, { mchid: merchant.mchid, base64: file.toString('base64') }, this.now());
    return { media_id: media };
  }
  image(merchant: WxpayMerchant, media: string): Buffer {
    const found = this.book.images.get(media);
    if (found?.mchid !== merchant.mchid) throw new GatewayError('RESOURCE_NOT_EXISTS', { message: '图片不存在' });
    return Buffer.from(found.base64, 'base64');
  }

  private view(complaint: Complaint): JsonObject {
    const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
    return {
      complaint_id: complaint.id,
      complaint_time: rfc3339(complaint.createdAt),
      complaint_detail: complaint.text,
      complaint_state: complaint.state,
      complainted_mchid: complaint.mchid,
      payer_phone: publicEncrypt({ key: this.keyOf(complaint.mchid), ...padding }, Buffer.from(complaint.phone, 'utf8')).toString('base64'),
      payer_openid: complaint.openid,
      complaint_order_info: [{ transaction_id: complaint.transactionId, out_trade_no: complaint.outTradeNo, amount: complaint.amount }],
      complaint_full_refunded: this.refunded(complaint) >= complaint.amount,
      incoming_user_response: complaint.waiting,
      user_complaint_times: complaint.times,
      problem_description: complaint.text,
      problem_type: complaint.problem,
      apply_refund_amount: complaint.applyRefund,
      user_tag_list: ['TRUSTED'],
      in_platform_service: false,
      need_immediate_service: false,
    };
  }
}
