/**
 * 商家分账与分账关系（docs/protocols/alipay.md §4.16）：先绑定接收方，付款时冻结，再结算；
 * 同步的要么全成要么全不成，异步的各有各的结果。退款不会把分出去的钱拿回来，除非退款里写明向谁要。
 */
import { isDeepStrictEqual } from 'node:util';
import { beijingTime } from '../kit/beijing-time';
import { SECOND } from '../kit/schedule';
import { yuan } from '../kit/yuan';
import { GatewayError, SUB_CODES, type NodeFields, type SubCode } from './errors';
import { invalid } from './fields';
import type { Ledger } from './ledger';
import type { JsonObject, Trade } from './model';
import type { AlipayApp, AlipayGatewayOptions } from './options';
import type { RoyaltyBook, RoyaltyDetail, Settle } from './royalty-book';
import {
  RECEIVER_TYPES,
  type RelationBody,
  type RelationQueryBody,
  type SettleBody,
  type SettlePart,
  type SettleQueryBody,
  type TakeBackPart,
} from './royalty-shapes';
import type { Transfers } from './transfers';

const SYNC_RECEIVERS = 5;
const ASYNC_RECEIVERS = 50;
/** 缺省最多分百分之三十 */
const MAX_PERCENT = 30;
const MAX_BOUND_AT_ONCE = 20;
const PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;

export class Royalty {
  private readonly durationMs: number;
  /** 指定了下场的接收方 → 错误码；'*' 为以后的每一笔 */
  private readonly failures = new Map<string, SubCode>();

  constructor(
    private readonly ledger: Ledger,
    private readonly book: RoyaltyBook,
    private readonly funds: Pick<Transfers, 'balance' | 'setBalance'>,
    private readonly now: () => number,
    private readonly options: Pick<AlipayGatewayOptions, 'settleAfterMs'>,
    compression: number,
  ) {
    this.durationMs = (2 * SECOND) / compression;
  }

  bind(app: AlipayApp, body: RelationBody): NodeFields {
    for (const { type, account, name, memo } of this.receiversIn(body)) {
      if (type === 'loginName' && name === undefined) throw new GatewayError('INVALID_PARAMETER', '以登录号绑定必须填写姓名');
      const failure = this.failures.get(account);
      if (failure) throw new GatewayError(failure);
      this.book.saveRelation({ sellerId: app.sellerId, type, account, name, memo });
    }
    return { result_code: 'SUCCESS' };
  }

  unbind(app: AlipayApp, body: RelationBody): NodeFields {
    for (const { type, account } of this.receiversIn(body)) this.book.dropRelation(app.sellerId, type, account);
    return { result_code: 'SUCCESS' };
  }

  private receiversIn({ receiver_list = [] }: RelationBody): NonNullable<RelationBody['receiver_list']> {
    if (receiver_list.length === 0) throw new GatewayError('RECEIVER_LIST_EMPTY');
    if (receiver_list.length > MAX_BOUND_AT_ONCE) throw new GatewayError('RECEIVER_LIST_OVERLOAD');
    if (receiver_list.some(({ type }) => !RECEIVER_TYPES.includes(type))) throw new GatewayError('INVALID_RECEIVER_TYPE');
    return receiver_list;
  }

  relations(app: AlipayApp, { page_num = 1, page_size = PAGE_SIZE }: RelationQueryBody): NodeFields {
    if (page_size > MAX_PAGE_SIZE) throw new GatewayError('INVALID_PARAMETER', `page_size 最大 ${MAX_PAGE_SIZE}`);
    const mine = this.book.relations().filter(({ sellerId }) => sellerId === app.sellerId);
    return {
      result_code: 'SUCCESS',
      receiver_list: mine
        .slice((page_num - 1) * page_size, page_num * page_size)
        .map(({ type, account, memo }) => ({ type, account, ...(memo === undefined ? {} : { memo }) })),
      total_page_num: Math.ceil(mine.length / page_size),
      total_record_num: mine.length,
      current_page_num: page_num,
      current_page_size: page_size,
    };
  }

  /** 同号同内容是同一次。 */
  settle(app: AlipayApp, body: SettleBody): NodeFields {
    this.advance();
    const request = JSON.parse(JSON.stringify(body)) as JsonObject;
    const known = this.book.settleOf(app.sellerId, body.out_request_no);
    if (known) {
      if (known.tradeNo !== body.trade_no) throw new GatewayError('ACQ.DUP_OUT_REQUEST_NO');
      if (!isDeepStrictEqual(known.request, request))
        throw new GatewayError('ACQ.DISCORDANT_REPEAT_REQUEST', '同一个请求号的分账内容不一致');
      return { trade_no: known.tradeNo, settle_no: known.settleNo };
    }
    const trade = this.tradeFor(app, body.trade_no);
    const parts = this.partsOf(app, trade, body);
    const sync = (body.royalty_mode ?? 'sync') === 'sync';
    const now = this.now();
    const refused = sync ? parts.map(({ transIn }) => this.failureOf(transIn)).find((code) => code !== undefined) : undefined;
    if (refused) throw new GatewayError(refused);
    const settle = this.book.saveSettle({
      sellerId: app.sellerId,
      outRequestNo: body.out_request_no,
      settleNo: `${beijingTime(now, 'YYYYMMDD')}002530${String(this.ledger.store.nextNumber('settle')).padStart(12, '0')}`,
      tradeNo: trade.tradeNo,
      outTradeNo: trade.outTradeNo,
      request,
      details: parts.map((part) => ({ ...part, state: sync ? 'SUCCESS' : 'PROCESSING', ...(sync ? { executedAt: now } : {}) })),
      finishes: body.extend_params?.royalty_finish === 'true',
      createdAt: now,
      finishAt: sync ? null : Math.ceil(now + this.durationMs),
    });
    return { trade_no: settle.tradeNo, settle_no: settle.settleNo };
  }

  private tradeFor(app: AlipayApp, tradeNo: string): Trade {
    const trade = this.ledger.tradeByNo(tradeNo);
    if (trade?.sellerId !== app.sellerId) throw new GatewayError('ACQ.TRADE_NOT_EXIST');
    if (trade.fullyRefunded) throw new GatewayError('ACQ.ALLOC_REFUSE_AFTER_REFUND');
    if (trade.paidAt === undefined || trade.status === 'TRADE_CLOSED') throw new GatewayError('ACQ.TRADE_STATUS_ERROR');
    const { enabled, finished } = this.book.standingOf(trade);
    if (!enabled) throw new GatewayError('ACQ.NOT_SUPPORT_ROYALTY');
    if (finished) throw new GatewayError('ACQ.ALREADY_FINISH_ALLOC');
    if (this.now() < trade.paidAt + (this.options.settleAfterMs ?? 0)) throw new GatewayError('ACQ.ALLOC_REFUSE_BEFORE_SETTLE');
    return trade;
  }

  private partsOf(app: AlipayApp, trade: Trade, body: SettleBody): Omit<RoyaltyDetail, 'state'>[] {
    const { royalty_parameters: parts = [], royalty_mode } = body;
    const most = royalty_mode === 'async' ? ASYNC_RECEIVERS : SYNC_RECEIVERS;
    if (parts.length === 0 && body.extend_params?.royalty_finish !== 'true') throw invalid('royalty_parameters', '缺失');
    if (parts.length > most) throw invalid('royalty_parameters', `最多 ${most} 项`);
    const details = parts.map((part) => this.detailOf(app, trade, part));
    const { rest, shared } = this.book.standingOf(trade);
    const wanted = details.filter(({ operationType }) => operationType === 'transfer').reduce((sum, { amount }) => sum + amount, 0);
    if (wanted > rest || (shared + wanted) * 100 > trade.total * MAX_PERCENT) throw new GatewayError('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR');
    return details;
  }

  private detailOf(app: AlipayApp, trade: Trade, part: SettlePart): Omit<RoyaltyDetail, 'state'> {
    const { royalty_type = 'transfer', trans_in_type = 'userId', trans_in, trans_out, amount, amount_percentage } = part;
    if ((amount === undefined) === (amount_percentage === undefined)) throw invalid('amount', '与 amount_percentage 应有且只有一个');
    if (royalty_type === 'transfer' && trans_out !== undefined && trans_out !== app.sellerId) throw invalid('trans_out', '应为收款方');
    const relation = this.book.relationOf(app.sellerId, trans_in_type, trans_in);
    if (!relation) throw new GatewayError('ACQ.ROYALTY_RECEIVER_INVALID');
    if (part.trans_in_name !== undefined && relation.name !== undefined && relation.name !== part.trans_in_name)
      throw new GatewayError('ACQ.ROYALTY_ACCOUNT_NAME_NOT_MATCH');
    const fen = amount ?? Math.floor((trade.total * (amount_percentage ?? 0)) / 100);
    if (fen < 1) throw new GatewayError('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR');
    return {
      detailId: this.newDetailId(),
      operationType: royalty_type,
      transInType: trans_in_type,
      transIn: trans_in,
      transOut: trans_out ?? app.sellerId,
      amount: fen,
    };
  }

  private newDetailId(): string {
    return `${beijingTime(this.now(), 'YYYYMMDD')}${String(this.ledger.store.nextNumber('royalty_detail')).padStart(14, '0')}`;
  }

  query(app: AlipayApp, { settle_no, out_request_no, trade_no }: SettleQueryBody): NodeFields {
    this.advance();
    if (settle_no === undefined && (out_request_no === undefined || trade_no === undefined))
      throw invalid('settle_no', '或者 out_request_no 与 trade_no 应有一个');
    const found = settle_no === undefined ? this.book.settleOf(app.sellerId, out_request_no ?? '') : this.book.settleByNo(settle_no);
    if (found?.sellerId !== app.sellerId || (trade_no !== undefined && found.tradeNo !== trade_no))
      throw new GatewayError('ACQ.TRADE_NOT_EXIST', '分账单不存在');
    return {
      out_request_no: found.outRequestNo,
      operation_dt: beijingTime(found.createdAt),
      royalty_detail_list: found.details.map((detail) => ({
        operation_type: detail.operationType,
        trans_out: detail.transOut,
        trans_in: detail.transIn,
        trans_in_type: detail.transInType,
        amount: yuan(detail.amount),
        state: detail.state,
        detail_id: detail.detailId,
        ...(detail.executedAt === undefined ? {} : { execute_dt: beijingTime(detail.executedAt) }),
        ...(detail.errorCode === undefined ? {} : { error_code: detail.errorCode, error_desc: SUB_CODES[detail.errorCode as SubCode][1] }),
      })),
    };
  }

  /** 以后分给这个接收方都失败；'*' 为以后的每一笔，不写错误码就恢复成功。 */
  choose(account: string, subCode: SubCode | undefined): void {
    if (subCode === undefined) this.failures.delete(account);
    else this.failures.set(account, subCode);
  }

  private failureOf(account: string): SubCode | undefined {
    return this.failures.get(account) ?? this.failures.get('*');
  }

  /** 异步的到了时间，各有各的结果。 */
  advance(): void {
    for (const settle of this.book.settlesDue()) this.finish(settle);
  }

  private finish(settle: Settle): void {
    const executedAt = this.now();
    const details = settle.details.map((detail): RoyaltyDetail => {
      if (detail.state !== 'PROCESSING') return detail;
      const errorCode = this.failureOf(detail.transIn);
      return { ...detail, executedAt, state: errorCode ? 'FAIL' : 'SUCCESS', ...(errorCode ? { errorCode } : {}) };
    });
    this.book.saveSettle({ ...settle, details, finishAt: null });
  }

  /**
   * 退款的钱从哪里来：先是向接收方要回来的，再是冻着没分的，其余由余额出。
   * @returns 把这些记下来 @throws GatewayError 要得不对，或余额不够
   */
  planRefund(trade: Trade, amount: number, parts: readonly TakeBackPart[] = []): () => void {
    const { enabled, rest } = this.book.standingOf(trade);
    if (!enabled) {
      if (parts.length > 0) throw new GatewayError('ACQ.TRADE_SETTLE_ERROR');
      return () => undefined;
    }
    const wanted = new Map<string, number>();
    for (const part of parts) wanted.set(part.trans_out, (wanted.get(part.trans_out) ?? 0) + part.amount);
    for (const [account, sum] of wanted) {
      const { shared, returned } = this.book.receivedOf(trade, account);
      if (shared === 0) throw new GatewayError('ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST');
      if (sum > shared - returned) throw new GatewayError('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR');
    }
    const taken = parts.reduce((sum, part) => sum + part.amount, 0);
    // 退给付款人的是零，就是只退分账：要回来的归卖家（§4.16）。
    if (amount > 0 && taken > amount) throw new GatewayError('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR');
    const own = Math.max(0, amount - taken - rest);
    const balance = this.funds.balance(trade.sellerId);
    if (own > balance) throw new GatewayError('ACQ.SELLER_BALANCE_NOT_ENOUGH');
    return () => {
      if (own > 0) this.funds.setBalance(trade.sellerId, balance - own);
      for (const part of parts) this.takeBack(trade, part);
    };
  }

  /** 要回来的记在分给他的那张单上。 */
  private takeBack(trade: Trade, { trans_out, trans_out_type = 'userId', amount }: TakeBackPart): void {
    const settle = this.book.settles(trade.outTradeNo).find(({ details }) => details.some(({ transIn }) => transIn === trans_out));
    if (!settle) return;
    const detail: RoyaltyDetail = {
      detailId: this.newDetailId(),
      operationType: 'transfer_refund',
      transInType: trans_out_type,
      transIn: trade.sellerId,
      transOut: trans_out,
      amount,
      state: 'SUCCESS',
      executedAt: this.now(),
    };
    this.book.saveSettle({ ...settle, details: [...settle.details, detail] });
  }
}
