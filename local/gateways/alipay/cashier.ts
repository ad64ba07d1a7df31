/**
 * 付款人看到的页面：手机网站与电脑网站的收银台、扫一扫、扫码与 trade_no 的收银台。
 * 页面没有脚本：按钮是表单，做完跳回商家页面或显示结果。
 */
import type { Context, Hono } from 'hono';
import { html, raw } from 'hono/html';
import { renderSVG } from 'uqr';
import { page, PAGE_HEADERS, type Markup } from '../kit/page';
import { CASHIER_PATH } from './api';
import type { Ledger } from './ledger';
import type { Buyer, CashierSession, Trade } from './model';
import { PayerError } from './options';
import type { Purchases } from './purchases';
import type { Trades } from './trades';
import { displayYuan } from './yuan';

const BRAND = '#1464d2';
const OPEN_SHOWN = 20;
const SCAN_PATH = '/simulator/alipay/scan';

export interface PayerPorts {
  readonly ledger: Ledger;
  readonly purchases: Purchases;
  readonly trades: Trades;
  readonly publicBaseUrl: string;
  readonly merchantName: (trade: Trade) => string;
  readonly pay: (trade: Trade, buyer?: Partial<Buyer>) => Trade;
  readonly fail: (trade: Trade) => void;
  /** 扫码：得到交易；码无效时为 undefined */
  readonly scan: (code: string) => Trade | undefined;
  /** 付款后跳回商户的地址，带签名 */
  readonly returnTo: (returnUrl: string, trade: Trade) => string;
}

const NOTE = html`<p class="note push">这是本机的模拟支付宝，不会产生真实扣款</p>`;

function send(c: Context, title: string, body: Markup, status: 200 | 400 | 404 = 200): Response | Promise<Response> {
  return c.html(page({ title, brand: BRAND, body: html`${body}${NOTE}` }), status, { ...PAGE_HEADERS });
}

function result(mark: string, text: string, back: string | undefined, idle = false): Markup {
  return html`<h1>支付宝</h1>
    <section class="card" id="result">
      <div class="mark ${idle ? 'idle' : ''}" aria-hidden="true">${mark}</div>
      <p class="subject">${text}</p>
    </section>
    ${back ? html`<a class="button primary" id="back" href="${back}">返回商家</a>` : html`<a class="button" id="back" href="${SCAN_PATH}">回到扫一扫</a>`}`;
}

/** 电脑收银台上的码：手机扫它打开同一个收银台。 */
function qrPanel(ports: PayerPorts, session: CashierSession): Markup {
  const address = `${ports.publicBaseUrl}${CASHIER_PATH}/${session.id}`;
  return html`<section class="card">
    <div style="width:200px;margin:0 auto;background:#fff;border-radius:8px;overflow:hidden" role="img" aria-label="用手机扫码打开收银台">${raw(renderSVG(address, { border: 2 }))}</div>
    <p class="note" style="margin-top:12px">用手机扫码，或直接在下面付款</p>
  </section>`;
}

interface Opened {
  readonly trade: Trade;
  readonly session?: CashierSession;
  readonly action: string;
  readonly alert?: string;
}

function cashier(ports: PayerPorts, { trade, session, action, alert }: Opened): Markup {
  return html`<h1>支付宝收银台</h1>
    ${alert ? html`<p class="alert" role="alert">${alert}</p>` : ''}
    <section class="card">
      <p class="amount"><small>¥</small>${displayYuan(trade.total)}</p>
      <p class="subject">${trade.subject}</p>
      <dl>
        <dt>收款方</dt>
        <dd>${ports.merchantName(trade)}</dd>
        <dt>订单号</dt>
        <dd>${trade.outTradeNo}</dd>
      </dl>
    </section>
    ${session?.product === 'page' ? qrPanel(ports, session) : ''}
    <form method="post" action="${action}">
      <input type="hidden" name="trade_no" value="${trade.tradeNo}" />
      <button class="primary" id="pay" name="action" value="pay">确认付款</button>
      <button id="fail" name="action" value="fail">付款失败（余额不足）</button>
      <button class="plain" id="cancel" name="action" value="cancel">取消付款</button>
    </form>`;
}

/** 已付的给出结果，过期、关闭的说明原因；别的错误照抛。 */
function unpayable(c: Context, error: unknown, back: string | undefined): Response | Promise<Response> {
  if (!(error instanceof PayerError)) throw error;
  return error.reason === 'paid'
    ? send(c, '支付宝', result('✓', '这笔交易已经付款', back))
    : send(c, '支付宝', result('!', error.message, back, true), 400);
}

export function mountCashier(app: Hono, ports: PayerPorts): void {
  const { ledger, trades } = ports;

  const open = (c: Context, opened: Opened, back: string | undefined): Response | Promise<Response> => {
    try {
      trades.requirePayable(opened.trade);
    } catch (error) {
      return unpayable(c, error, back);
    }
    return send(c, '支付宝收银台', cashier(ports, opened));
  };
  const missing = (c: Context): Response | Promise<Response> =>
    send(c, '支付宝', result('!', '找不到这笔交易，请回到商家重新下单', undefined, true), 404);

  /** 付、失败、取消之后：回到商家，或显示结果。取消回 quit_url，没有就回 return_url（不带签名的参数）。 */
  const act = async (c: Context, opened: Opened): Promise<Response> => {
    const { trade, session } = opened;
    const form = await c.req.parseBody();
    const leave = session?.quitUrl ?? session?.returnUrl;
    const paidBack = (paid: Trade): string | undefined =>
      session?.returnUrl === undefined ? undefined : ports.returnTo(session.returnUrl, paid);
    try {
      if (form['action'] === 'pay') {
        const paid = ports.pay(trade);
        const back = paidBack(paid);
        return back ? c.redirect(back, 303) : send(c, '付款成功', result('✓', `已付款 ¥${displayYuan(paid.total)}`, undefined));
      }
      if (form['action'] === 'fail') {
        ports.fail(trade);
        return await send(c, '支付宝收银台', cashier(ports, { ...opened, alert: '付款失败：账户余额不足，可以换一种方式再试' }));
      }
    } catch (error) {
      return unpayable(c, error, error instanceof PayerError && error.reason === 'paid' ? paidBack(trade) : leave);
    }
    return leave ? c.redirect(leave, 303) : send(c, '支付宝', result('–', '没有付款，订单仍可继续支付', undefined, true));
  };

  const sessionOf = (c: Context): Opened | undefined => {
    const session = ledger.sessions.get(c.req.param('session') ?? '');
    const trade = session && ledger.tradeOf(session.sellerId, session.outTradeNo);
    return trade && session && { trade, session, action: `${CASHIER_PATH}/${session.id}` };
  };
  app.get(`${CASHIER_PATH}/:session`, (c) => {
    const opened = sessionOf(c);
    if (!opened) return missing(c);
    const { session, trade } = opened;
    return open(
      c,
      opened,
      session?.returnUrl === undefined
        ? undefined
        : trade.paidAt === undefined
          ? session.returnUrl
          : ports.returnTo(session.returnUrl, trade),
    );
  });
  app.post(`${CASHIER_PATH}/:session`, (c) => {
    const opened = sessionOf(c);
    return opened ? act(c, opened) : missing(c);
  });

  // 扫码之后，与小程序、App 的 trade_no：没有可回的地址。
  const byTradeNo = (tradeNo: string): Opened | undefined => {
    const trade = ledger.tradeByNo(tradeNo);
    return trade && { trade, action: CASHIER_PATH };
  };
  app.get(CASHIER_PATH, (c) => {
    const opened = byTradeNo(c.req.query('trade_no') ?? '');
    return opened ? open(c, opened, undefined) : missing(c);
  });
  app.post(CASHIER_PATH, async (c) => {
    const opened = byTradeNo(String((await c.req.parseBody())['trade_no'] ?? ''));
    return opened ? act(c, opened) : missing(c);
  });

  app.get('/simulator/alipay', (c) => c.redirect(SCAN_PATH));
  app.get(SCAN_PATH, (c) => {
    const code = c.req.query('code_url');
    if (code) {
      const trade = ports.scan(code.trim());
      return trade
        ? c.redirect(`${CASHIER_PATH}?trade_no=${trade.tradeNo}`)
        : send(c, '支付宝', result('!', '二维码无效或已过期，请回到商家刷新', undefined, true), 404);
    }
    const rows = [
      ...ledger
        .openQrCodes(OPEN_SHOWN)
        .map((qr) => ({ href: `${SCAN_PATH}?code_url=${encodeURIComponent(qr.code)}`, subject: qr.subject, total: qr.total })),
      ...ledger
        .openTrades(OPEN_SHOWN)
        .map((trade) => ({ href: `${CASHIER_PATH}?trade_no=${trade.tradeNo}`, subject: trade.subject, total: trade.total })),
    ];
    const body = html`<h1>扫一扫</h1>
      <section class="card">
        <form method="get" action="${SCAN_PATH}">
          <label>二维码内容<input name="code_url" placeholder="https://qr.alipay.com/bax…" autocomplete="off" required /></label>
          <button class="primary" id="scan">识别</button>
        </form>
      </section>
      <section class="card">
        ${rows.length === 0 ? html`<p class="note">还没有等待付款的订单</p>` : html`<ul>${rows.map(({ href, subject, total }) => html`<li><a href="${href}"><span>${subject}</span><span>¥${displayYuan(total)}</span></a></li>`)}</ul>`}
      </section>`;
    return send(c, '模拟手机：扫一扫', body);
  });
}
