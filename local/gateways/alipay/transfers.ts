/**
 * 单笔转账、转账查询、余额（docs/protocols/alipay.md §4.12–4.14）：只有证书模式能用；付给支付宝账户的当场出结果，
 * 排练时也可以先说「处理中」。同号同参数回答第一次的结果，换了参数被拒绝。
 */
import { isDeepStrictEqual } from 'node:util';
import { beijingTime } from '../kit/beijing-time';
import { yuan } from '../kit/yuan';
import { GatewayError, type NodeFields } from './errors';
import { invalid } from './fields';
import type { Ledger } from './ledger';
import type { JsonObject, Transfer } from './model';
import { PayerError, type AlipayApp } from './options';
import type { TransferBody, TransferQueryBody } from './transfer-shapes';

const MIN_FEN = 10;
const REMARK_REQUIRED_FROM = 5_000_000;
/** 每个收款方开张时余额里的钱：一千万元 */
export const OPENING_FUNDS = 1_000_000_000;

export class Transfers {
  /** 预先指定的结果；'*' 用于以后的每一笔 */
  private readonly outcomes = new Map<string, Transfer['status']>();

  constructor(
    private readonly ledger: Ledger,
    private readonly now: () => number,
  ) {}

  transfer(app: AlipayApp, body: TransferBody): NodeFields {
    // 只支持证书模式的接口，公钥模式的应用缺的就是证书。
    if (app.mode !== 'certificate') throw new GatewayError('isv.missing-app-cert-sn');
    const existing = this.ledger.transferOf(app.sellerId, body.out_biz_no);
    const request = JSON.parse(JSON.stringify(body)) as JsonObject;
    if (existing) {
      if (!isDeepStrictEqual(existing.request, request)) throw new GatewayError('PAYMENT_INFO_INCONSISTENCY');
      return this.accepted(existing);
    }
    this.checkRules(app, body);
    const balance = this.balance(app.sellerId);
    if (balance < body.trans_amount) throw new GatewayError('PAYER_BALANCE_NOT_ENOUGH');
    const now = this.now();
    const number = String(this.ledger.store.nextNumber('transfer')).padStart(10, '0');
    const transfer: Transfer = {
      sellerId: app.sellerId,
      outBizNo: body.out_biz_no,
      orderId: `${beijingTime(now, 'YYYYMMDD')}110070${number}`,
      fundOrderId: `${beijingTime(now, 'YYYYMMDD')}110070001${number}`,
      request,
      amount: body.trans_amount,
      createdAt: now,
      status: this.outcomes.get(body.out_biz_no) ?? this.outcomes.get('*') ?? 'SUCCESS',
    };
    if (transfer.status !== 'FAIL') this.ledger.balances.put(app.sellerId, { available: balance - transfer.amount }, null);
    return this.accepted(this.ledger.saveTransfer(transfer));
  }

  private checkRules(app: AlipayApp, body: TransferBody): void {
    const { identity_type, identity, name } = body.payee_info;
    if (body.trans_amount < MIN_FEN) throw new GatewayError('EXCEED_LIMIT_SM_MIN_AMOUNT');
    if (identity_type === 'ALIPAY_LOGON_ID' && name === undefined) throw invalid('payee_info.name', '缺失：以登录号收款必须填写姓名');
    if (identity === app.sellerId) throw new GatewayError('PAYER_PAYEE_CANNOT_SAME');
    if (body.trans_amount >= REMARK_REQUIRED_FROM && body.remark === undefined) throw new GatewayError('MEMO_REQUIRED_IN_TRANSFER_ERROR');
  }

  query(app: AlipayApp, body: TransferQueryBody): NodeFields {
    const found =
      body.pay_fund_order_id !== undefined || body.order_id !== undefined
        ? this.ledger.transferByLink(body.pay_fund_order_id ?? body.order_id ?? '')
        : this.ledger.transferOf(app.sellerId, body.out_biz_no ?? '');
    if (found?.sellerId !== app.sellerId) throw new GatewayError('ORDER_NOT_EXIST');
    return {
      out_biz_no: found.outBizNo,
      order_id: found.orderId,
      pay_fund_order_id: found.fundOrderId,
      status: found.status,
      trans_amount: yuan(found.amount),
      order_fee: '0.00',
      ...(found.status === 'SUCCESS' ? { pay_date: beijingTime(found.createdAt) } : {}),
      ...(found.status === 'FAIL' || found.status === 'REFUND'
        ? { error_code: found.errorCode ?? 'PAYEE_ACCOUNT_NOT_EXSIT', fail_reason: '收款账号异常' }
        : {}),
    };
  }

  /** 余额：只答自己的账户。 */
  account(app: AlipayApp, owner: string): NodeFields {
    if (owner !== app.sellerId) throw new GatewayError('NO_PERMISSION_ACCOUNT');
    const available = yuan(this.balance(app.sellerId));
    return { available_amount: available, freeze_amount: '0.00', total_amount: available };
  }

  /** 指定以后的结果；'*' 为以后的每一笔。 */
  choose(outBizNo: string, status: Transfer['status']): void {
    this.outcomes.set(outBizNo, status);
  }

  /** 处理中的一笔出了结果；没有转成的钱退回余额。@throws PayerError */
  finish(outBizNo: string, status: Exclude<Transfer['status'], 'DEALING'>, errorCode?: string): Transfer {
    const found = this.ledger.transfer(outBizNo);
    if (!found) throw new PayerError('notFound', `没有转账 ${outBizNo}`);
    if (found.status !== 'DEALING') return found;
    if (status !== 'SUCCESS') this.setBalance(found.sellerId, this.balance(found.sellerId) + found.amount);
    return this.ledger.saveTransfer({ ...found, status, ...(errorCode === undefined ? {} : { errorCode }) });
  }

  balance(sellerId: string): number {
    return this.ledger.balances.get(sellerId)?.available ?? OPENING_FUNDS;
  }

  setBalance(sellerId: string, available: number): void {
    this.ledger.balances.put(sellerId, { available }, null);
  }

  private accepted(transfer: Transfer): NodeFields {
    return {
      out_biz_no: transfer.outBizNo,
      order_id: transfer.orderId,
      pay_fund_order_id: transfer.fundOrderId,
      status: transfer.status,
      trans_date: beijingTime(transfer.createdAt),
    };
  }
}
