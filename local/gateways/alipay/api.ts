/**
 * gateway.do 的方法表：方法名 → 操作 → 参数形状 → 业务。
 */
import { randomBytes } from 'node:crypto';
import type { Bills } from './bills';
import { CASHIER_PATH } from './cashier';
import type { Codepay } from './codepay';
import type { Creation } from './creation';
import type { Call, Endpoint } from './exchange';
import { parse } from './fields';
import type { Logins } from './logins';
import { readIntent } from './intent';
import type { Ledger } from './ledger';
import type { Trade } from './model';
import type { Orders } from './orders';
import type { Refunds } from './refunds';
import type { Royalty } from './royalty';
import { royaltyEndpoints } from './royalty-api';
import { accountShape, transferQueryShape, transferShape } from './transfer-shapes';
import type { Transfers } from './transfers';
import { billShape, cancelShape, closeShape, queryShape, refundQueryShape, refundShape } from './request-shapes';

export interface ApiPorts {
  readonly ledger: Ledger;
  readonly creation: Creation;
  readonly codepay: Codepay;
  readonly orders: Orders;
  readonly refunds: Refunds;
  readonly bills: Bills;
  readonly transfers: Transfers;
  readonly royalty: Royalty;
  readonly logins: Logins;
  /** 交易没付就关了 */
  readonly closed: (trade: Trade) => void;
  readonly now: () => number;
}

export function endpointsOf({
  ledger,
  creation,
  codepay,
  orders,
  refunds,
  bills,
  transfers,
  royalty,
  logins,
  closed,
  now,
}: ApiPorts): Readonly<Record<string, Endpoint>> {
  /** 打开收银台：建交易（或接着付），记下回到哪里，跳到收银台页面。 */
  const openCashier =
    (product: 'wap' | 'page') =>
    (call: Call): string => {
      const intent = readIntent(product, call.biz, call.app, call, now());
      const { sellerId, outTradeNo } = creation.open(intent);
      const id = randomBytes(16).toString('hex');
      ledger.sessions.put(id, { id, sellerId, outTradeNo, product, returnUrl: call.returnUrl, quitUrl: intent.quitUrl }, now());
      return `${CASHIER_PATH}/${id}`;
    };
  return {
    'alipay.trade.create': { operation: 'create', work: (call) => creation.create(readIntent('create', call.biz, call.app, call, now())) },
    'alipay.trade.precreate': {
      operation: 'precreate',
      work: (call) => creation.precreate(readIntent('precreate', call.biz, call.app, call, now())),
    },
    'alipay.trade.pay': {
      operation: 'codepay',
      work: (call) => {
        const intent = readIntent('pay', call.biz, call.app, call, now());
        return codepay.charge(call.app, intent, intent.authCode ?? '');
      },
    },
    'alipay.trade.wap.pay': { operation: 'wapPay', page: openCashier('wap') },
    'alipay.trade.page.pay': { operation: 'pagePay', page: openCashier('page') },
    'alipay.trade.query': { operation: 'query', work: ({ app, biz }) => orders.query(app, parse(queryShape, biz)) },
    'alipay.trade.close': {
      operation: 'close',
      work: ({ app, biz }) => {
        const trade = orders.close(app, parse(closeShape, biz));
        closed(trade);
        return { out_trade_no: trade.outTradeNo, trade_no: trade.tradeNo };
      },
    },
    'alipay.trade.cancel': { operation: 'cancel', work: ({ app, biz }) => orders.cancel(app, parse(cancelShape, biz)) },
    'alipay.trade.refund': {
      operation: 'refund',
      work: ({ app, biz }) => {
        const body = parse(refundShape, biz);
        return refunds.refund(app, orders.find(app, body), body);
      },
    },
    'alipay.trade.fastpay.refund.query': {
      operation: 'queryRefund',
      work: ({ app, biz }) => {
        const body = parse(refundQueryShape, biz);
        return refunds.query(orders.find(app, body), body);
      },
    },
    'alipay.fund.trans.uni.transfer': { operation: 'transfer', work: ({ app, biz }) => transfers.transfer(app, parse(transferShape, biz)) },
    'alipay.fund.trans.common.query': {
      operation: 'queryTransfer',
      work: ({ app, biz }) => transfers.query(app, parse(transferQueryShape, biz)),
    },
    'alipay.fund.account.query': {
      operation: 'balance',
      work: ({ app, biz }) => {
        const { alipay_user_id, alipay_open_id } = parse(accountShape, biz);
        return transfers.account(app, alipay_user_id ?? alipay_open_id ?? app.sellerId);
      },
    },
    ...royaltyEndpoints(royalty),
    'alipay.system.oauth.token': { operation: 'login', grant: ({ app, all }) => logins.grant(app.appId, all) },
    'alipay.data.dataservice.bill.downloadurl.query': {
      operation: 'bill',
      work: ({ app, biz }) => bills.apply(app, parse(billShape, biz)),
    },
  };
}
