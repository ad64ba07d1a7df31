/**
 * gateway.do 的方法表：方法名 → 操作 → 参数形状 → 业务。
 */
import { randomBytes } from 'node:crypto';
import type { Call, Endpoint } from './exchange';
import { parse } from './fields';
import type { Ledger } from './ledger';
import type { Notifier } from './notifier';
import type { ExtraNotice } from './options';
import { readIntent, type Purchases } from './purchases';
import type { Refunds } from './refunds';
import { cancelShape, closeShape, queryShape, refundQueryShape, refundShape } from './request-shapes';
import type { Trades } from './trades';

export interface ApiPorts {
  readonly ledger: Ledger;
  readonly purchases: Purchases;
  readonly trades: Trades;
  readonly refunds: Refunds;
  readonly notifier: Notifier;
  readonly extraNotices: ReadonlySet<ExtraNotice>;
  readonly now: () => number;
}

export const CASHIER_PATH = '/simulator/alipay/cashier';

export function endpointsOf({
  ledger,
  purchases,
  trades,
  refunds,
  notifier,
  extraNotices,
  now,
}: ApiPorts): Readonly<Record<string, Endpoint>> {
  /** 打开收银台：建交易（或接着付），记下回到哪里，跳到收银台页面。 */
  const openCashier =
    (product: 'wap' | 'page') =>
    (call: Call): { location: string } => {
      const intent = readIntent(product, call.biz, call.app, call, now());
      const trade = purchases.open(intent);
      const id = randomBytes(16).toString('hex');
      ledger.sessions.put(
        id,
        { id, sellerId: trade.sellerId, outTradeNo: trade.outTradeNo, product, returnUrl: call.returnUrl, quitUrl: intent.quitUrl },
        now(),
      );
      return { location: `${CASHIER_PATH}/${id}` };
    };
  return {
    'alipay.trade.create': { operation: 'create', work: (call) => purchases.create(readIntent('create', call.biz, call.app, call, now())) },
    'alipay.trade.precreate': {
      operation: 'precreate',
      work: (call) => purchases.precreate(readIntent('precreate', call.biz, call.app, call, now())),
    },
    'alipay.trade.wap.pay': { operation: 'wapPay', page: openCashier('wap') },
    'alipay.trade.page.pay': { operation: 'pagePay', page: openCashier('page') },
    'alipay.trade.query': { operation: 'query', work: ({ app, biz }) => trades.query(app, parse(queryShape, biz)) },
    'alipay.trade.close': {
      operation: 'close',
      work: ({ app, biz }) => {
        const closed = trades.close(app, parse(closeShape, biz));
        if (extraNotices.has('TRADE_CLOSED')) notifier.enqueue('closed', closed);
        return { out_trade_no: closed.outTradeNo, trade_no: closed.tradeNo };
      },
    },
    'alipay.trade.cancel': { operation: 'cancel', work: ({ app, biz }) => trades.cancel(app, parse(cancelShape, biz)) },
    'alipay.trade.refund': {
      operation: 'refund',
      work: ({ app, biz }) => {
        const body = parse(refundShape, biz);
        return refunds.refund(app, trades.find(app, body), body);
      },
    },
    'alipay.trade.fastpay.refund.query': {
      operation: 'queryRefund',
      work: ({ app, biz }) => {
        const body = parse(refundQueryShape, biz);
        return refunds.query(trades.find(app, body), body);
      },
    },
  };
}
