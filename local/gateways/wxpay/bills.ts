/**
 * 交易账单与资金账单（docs/protocols/wxpay.md §2.8、§10.11）：反引号 CSV、BOM、CRLF、金额为元；SHA-1 算在解压后的字节上；
 * 下载地址一次有效。当日账单次日 10 点（东八区）后才有。
 */
import { createHash, randomBytes } from 'node:crypto';
import { beijingDate, beijingTime } from '../kit/beijing-time';
import { billLines, chargeOf, chargeText, type BillEntry, type BillFault } from '../kit/bill-faults';
import { flowLines } from '../kit/fund-flow';
import { DAY } from '../kit/schedule';
import { yuan } from '../kit/yuan';
import { GatewayError } from './errors';
import { flowEntries, flowText } from './fund-flow';
import type { Ledger } from './ledger';
import type { BillDownload, JsonObject, Order, Refund } from './model';
import type { WxpayMerchant } from './options';
import { TRADE_TYPE } from './orders';
import { requireSub } from './parties';
import type { SharingView } from './sharing-book';

const HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const SUMMARY_HEADER = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
const READY_HOUR = 10;
const OLDEST_MONTHS = 3;
const DOWNLOAD_LIFE_MS = 30_000;

export interface TradeBillQuery {
  /** 服务商只要一个特约商户的 */
  readonly sub_mchid?: string;
  readonly bill_date: string;
  readonly bill_type?: 'ALL' | 'SUCCESS' | 'REFUND';
  readonly tar_type?: 'GZIP';
}

export interface FundFlowQuery {
  readonly bill_date: string;
  readonly account_type?: 'BASIC' | 'OPERATION' | 'FEES';
  readonly tar_type?: 'GZIP';
}

/** 一行，还没有写成文字。 */
interface Entry extends BillEntry {
  readonly order: Order;
  readonly refund?: Refund;
  /** 入账的时刻，毫秒 */
  readonly at: number;
}

const line = (cells: readonly string[]): string => cells.map((cell) => `\`${cell}`).join(',');
/** 商品名等自由文字里的分隔符会弄乱一行。 */
const plain = (text: string): string => text.replace(/[`,\r\n]/g, ' ');

export class Bills {
  constructor(
    private readonly ledger: Ledger,
    private readonly sharing: SharingView,
    private readonly now: () => number,
    private readonly publicBaseUrl: string,
    private readonly faulty: (fault: BillFault) => boolean,
  ) {}

  /** 申请账单，返回一次性的下载地址与散列。 */
  trade(merchant: WxpayMerchant, query: TradeBillQuery): JsonObject {
    if (query.sub_mchid !== undefined) requireSub(merchant, query.sub_mchid);
    this.checkDate(query.bill_date);
    const type = query.bill_type ?? 'ALL';
    const before = beijingDate(Date.parse(`${query.bill_date}T00:00:00+08:00`) - DAY);
    const mine = (date: string): Entry[] =>
      this.entries(merchant, date, type).filter(({ order }) => query.sub_mchid === undefined || order.subMchid === query.sub_mchid);
    const rows = billLines(mine(query.bill_date), mine(before), this.faulty);
    if (rows.length === 0) throw new GatewayError('NO_STATEMENT_EXIST');
    const total = (pick: (row: Entry) => number): number => rows.reduce((sum, row) => sum + pick(row), 0);
    const paid = total((row) => (row.refund ? 0 : row.amount));
    const refunded = total((row) => (row.refund ? row.amount : 0));
    const summary = [
      String(rows.length),
      yuan(paid),
      yuan(refunded),
      '0.00',
      chargeText(total((row) => row.charge)),
      yuan(paid),
      yuan(refunded),
    ];
    return this.publish(
      merchant,
      query,
      `\uFEFF${[HEADER, ...rows.map((row) => line(cellsOf(row))), SUMMARY_HEADER, line(summary)].join('\r\n')}\r\n`,
    );
  }

  /** 申请基本账户的资金账单。 */
  fundFlow(merchant: WxpayMerchant, query: FundFlowQuery): JsonObject {
    if (query.account_type !== undefined && query.account_type !== 'BASIC')
      throw new GatewayError('INVALID_REQUEST', { message: '本模拟器只出基本账户的资金账单' });
    this.checkDate(query.bill_date);
    const day = Date.parse(`${query.bill_date}T00:00:00+08:00`);
    const lines = flowLines(flowEntries(this.ledger, this.sharing, merchant.mchid), day, DAY, this.faulty);
    if (lines.length === 0) throw new GatewayError('NO_STATEMENT_EXIST');
    return this.publish(merchant, query, flowText(merchant.mchid, lines));
  }

  /** 一次性的地址与散列。 */
  private publish(merchant: WxpayMerchant, query: Pick<TradeBillQuery, 'tar_type'>, content: string): JsonObject {
    const token = randomBytes(24).toString('base64url');
    this.ledger.downloads.put(
      token,
      { token, mchid: merchant.mchid, content, gzip: query.tar_type === 'GZIP', expiresAt: this.now() + DOWNLOAD_LIFE_MS },
      null,
    );
    return {
      hash_type: 'SHA1',
      hash_value: createHash('sha1').update(content, 'utf8').digest('hex'),
      download_url: `${this.publicBaseUrl}/v3/billdownload/file?token=${token}`,
    };
  }

  private checkDate(date: string): void {
    const day = Date.parse(`${date}T00:00:00+08:00`);
    const now = this.now();
    const oldest = new Date(now);
    oldest.setUTCMonth(oldest.getUTCMonth() - OLDEST_MONTHS);
    if (Number.isNaN(day) || beijingDate(day) !== date)
      throw new GatewayError('PARAM_ERROR', {
        message: '账单日期格式不正确',
        detail: { location: 'query', field: '/bill_date', value: date, issue: '日期规则校验失败' },
      });
    if (day < oldest.getTime() || date >= beijingDate(now))
      throw new GatewayError('INVALID_REQUEST', { message: '账单日期只能是三个月内、今天之前的日期' });
    const readyAt = day + (24 + READY_HOUR) * 3600_000;
    if (now < readyAt || this.faulty('billNotReady')) throw new GatewayError('STATEMENT_CREATING');
  }

  private entries(merchant: WxpayMerchant, date: string, type: 'ALL' | 'SUCCESS' | 'REFUND'): Entry[] {
    return [...(type === 'REFUND' ? [] : this.payments(merchant, date)), ...(type === 'SUCCESS' ? [] : this.refunds(merchant, date))];
  }

  private payments(merchant: WxpayMerchant, date: string): Entry[] {
    return this.ledger.orders().flatMap((order) => {
      const { outTradeNo, total: amount, payment } = order;
      if (order.mchid !== merchant.mchid || !payment || beijingDate(payment.paidAt) !== date) return [];
      return [{ order, outTradeNo, amount, charge: chargeOf(amount), at: payment.paidAt }];
    });
  }

  /** 按退款受理的日期入账。 */
  private refunds(merchant: WxpayMerchant, date: string): Entry[] {
    return this.ledger.refunds().flatMap((refund) => {
      const { outTradeNo, outRefundNo, refund: amount, createdAt: at } = refund;
      const order = refund.mchid === merchant.mchid && beijingDate(at) === date ? this.ledger.orderOf(refund.mchid, outTradeNo) : undefined;
      return order ? [{ order, refund, outTradeNo, outRefundNo, amount, charge: -chargeOf(amount), at }] : [];
    });
  }

  /** 凭据用一次就作废。 */
  download(merchant: WxpayMerchant, token: string): BillDownload {
    const found = this.ledger.downloads.get(token);
    if (!found || found.mchid !== merchant.mchid || found.expiresAt < this.now())
      throw new GatewayError('INVALID_REQUEST', { message: '下载地址已失效，请重新申请账单' });
    this.ledger.downloads.delete(token);
    return found;
  }
}

function cellsOf({ order, refund, outTradeNo, outRefundNo, amount, charge, at }: Entry): string[] {
  const coupon = order.total - (order.payment?.payerTotal ?? order.total);
  const refundCells = refund
    ? [refund.refundId, outRefundNo ?? '', yuan(amount), '0.00', 'ORIGINAL', refund.state === 'ABNORMAL' ? 'CHANGE' : refund.state]
    : ['0', '0', '0.00', '0.00', '', ''];
  return [
    beijingTime(at),
    order.appid,
    order.mchid,
    order.subMchid ?? '0',
    '',
    order.payment?.transactionId ?? '',
    outTradeNo,
    order.payment?.openid ?? '',
    TRADE_TYPE[order.product],
    refund ? 'REFUND' : 'SUCCESS',
    order.payment?.bankType ?? '',
    'CNY',
    yuan(refund ? 0 : amount),
    yuan(refund ? 0 : coupon),
    ...refundCells,
    plain(order.description),
    plain(order.attach ?? ''),
    chargeText(charge),
    '0.60%',
    yuan(refund ? 0 : amount),
    yuan(refund ? amount : 0),
    '',
  ];
}
