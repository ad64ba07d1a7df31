/**
 * 付款人看到的页面：手机网站与电脑网站的收银台、扫一扫、扫码与 trade_no 的收银台。
 */
import type { Context, Hono } from 'hono';
import { html, raw } from 'hono/html';
import { renderSVG } from 'uqr';
import { createCashier, type CashierLook, type Visit } from '../kit/cashier';
import { mountCodePage } from '../kit/code-page';
import type { PayerCodes } from '../kit/payer-codes';
import type { Markup } from '../kit/page';
import type { Ledger } from './ledger';
import type { Buyer, CashierSession, Trade } from './model';
import type { Orders } from './orders';

export const BASE = '/simulator/alipay';
export const CASHIER_PATH = `${BASE}/cashier`;
const SCAN_PATH = `${BASE}/scan`;
const OPEN_SHOWN = 20;

const LOOK: CashierLook = {
  name: '支付宝',
  brand: '#1464d2',
  title: '支付宝收银台',
  pay: '确认付款',
  fail: '付款失败（余额不足）',
  cancel: '取消付款',
  paid: '已付款',
  paidTitle: '付款成功',
  alreadyPaid: '这笔交易已经付款',
  failed: '付款失败：账户余额不足，可以换一种方式再试',
  missing: '找不到这笔交易，请回到商家重新下单',
  codeExample: 'https://qr.alipay.com/bax…',
};

export interface PayerPorts {
  readonly ledger: Ledger;
  readonly orders: Orders;
  readonly publicBaseUrl: string;
  readonly merchantName: (trade: Trade) => string;
  /** 付款并产生通知。@throws PayerError */
  readonly pay: (trade: Trade, buyer?: Partial<Buyer>) => Trade;
  /** 扫码：得到交易；码无效时为 undefined */
  readonly scan: (code: string) => Trade | undefined;
  /** 付款后跳回商户的地址，带签名 */
  readonly returnTo: (returnUrl: string, trade: Trade) => string;
  readonly codes: PayerCodes;
  /** 提交付款之前的延迟（测试） */
  readonly latency: (operation: 'pay') => Promise<void>;
}

/** 扫这个码打开的页面。 */
export const codeHref = (code: string): string => `${SCAN_PATH}?code_url=${encodeURIComponent(code)}`;
/** 付这笔交易的页面。 */
export const tradeHref = (tradeNo: string): string => `${CASHIER_PATH}?trade_no=${tradeNo}`;

/** 电脑收银台上的码：手机扫它打开同一个收银台。 */
function qrPanel(address: string): Markup {
  return html`<section class="card">
    <div style="width:200px;margin:0 auto;background:#fff;border-radius:8px;overflow:hidden" role="img" aria-label="用手机扫码打开收银台">${raw(renderSVG(address, { border: 2 }))}</div>
    <p class="note" style="margin-top:12px">用手机扫码，或直接在下面付款</p>
  </section>`;
}

export function mountCashier(app: Hono, ports: PayerPorts): void {
  const { ledger, orders } = ports;
  const cashier = createCashier(BASE, LOOK);

  const visit = (trade: Trade | undefined, session?: CashierSession): Visit | undefined => {
    if (!trade) return undefined;
    const { returnUrl, quitUrl } = session ?? {};
    const action = session ? `${CASHIER_PATH}/${session.id}` : CASHIER_PATH;
    return {
      bill: { total: trade.total, subject: trade.subject, merchant: ports.merchantName(trade), outTradeNo: trade.outTradeNo },
      action,
      hidden: { trade_no: trade.tradeNo },
      panel: session?.product === 'page' ? qrPanel(`${ports.publicBaseUrl}${action}`) : undefined,
      // 没付就离开的地址不带签名的参数。
      leave: quitUrl ?? returnUrl,
      paidBack: () => (returnUrl === undefined ? undefined : ports.returnTo(returnUrl, trade)),
      requirePayable: () => orders.requirePayable(ledger.tradeByNo(trade.tradeNo) ?? trade),
      async pay() {
        await ports.latency('pay');
        ports.pay(trade);
      },
      fail: () => orders.fail(trade),
    };
  };

  const opened = (c: Context): Visit | undefined => {
    const session = ledger.sessions.get(c.req.param('session') ?? '');
    return session && visit(ledger.tradeOf(session.sellerId, session.outTradeNo), session);
  };
  app.get(`${CASHIER_PATH}/:session`, (c) => cashier.show(c, opened(c)));
  app.post(`${CASHIER_PATH}/:session`, (c) => cashier.act(c, opened(c)));

  // 扫码之后，与小程序、App 的 trade_no：没有可回的地址。
  app.get(CASHIER_PATH, (c) => cashier.show(c, visit(ledger.tradeByNo(c.req.query('trade_no') ?? ''))));
  app.post(CASHIER_PATH, async (c) => cashier.act(c, visit(ledger.tradeByNo(String((await c.req.parseBody())['trade_no'] ?? '')))));

  mountCodePage(app, {
    base: BASE,
    name: LOOK.name,
    brand: LOOK.brand,
    codes: ports.codes,
    waiting: () =>
      ledger.openTrades(OPEN_SHOWN).flatMap((trade) => (trade.product === 'pay' ? [{ ...trade, href: tradeHref(trade.tradeNo) }] : [])),
  });
  app.get(BASE, (c) => c.redirect(SCAN_PATH));
  app.get(SCAN_PATH, (c) => {
    const code = c.req.query('code_url');
    if (code) {
      const trade = ports.scan(code.trim());
      return trade ? c.redirect(tradeHref(trade.tradeNo)) : cashier.deadCode(c);
    }
    const codes = ledger.openQrCodes(OPEN_SHOWN).map((qr) => ({ ...qr, href: codeHref(qr.code) }));
    const trades = ledger.openTrades(OPEN_SHOWN).map((trade) => ({ ...trade, href: tradeHref(trade.tradeNo) }));
    return cashier.scan(c, [...codes, ...trades]);
  });
}
