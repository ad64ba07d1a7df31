/**
 * 付款人看到的页面：手机浏览器的收银台、扫一扫、扫码后的收银台。
 * 页面没有脚本：按钮是表单，做完跳回商家页面或显示结果。
 */
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { page, PAGE_HEADERS, type Markup } from '../kit/page';
import type { Ledger } from './ledger';
import type { Order, PaySession } from './model';
import { PayerError } from './options';
import { CODE_URL_PREFIX, type Orders } from './orders';

const BRAND = '#07883f';
const OPEN_ORDERS_SHOWN = 20;

export interface CashierPorts {
  readonly ledger: Ledger;
  readonly orders: Orders;
  readonly merchantName: (mchid: string) => string;
  readonly pay: (order: Order, payer: { openid?: string; coupon?: number }) => Order;
  readonly fail: (order: Order) => void;
  readonly find: (outTradeNo: string) => Order;
}

function yuan(fee: number): string {
  const digits = String(fee).padStart(3, '0');
  return `${digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')}.${digits.slice(-2)}`;
}

const NOTE = html`<p class="note push">这是本机的模拟微信支付，不会产生真实扣款</p>`;

function send(c: Context, title: string, body: Markup, status: 200 | 400 | 404 = 200): Response | Promise<Response> {
  return c.html(page({ title, brand: BRAND, body: html`${body}${NOTE}` }), status, { ...PAGE_HEADERS });
}

/** 只跳回 http(s) 地址；别的协议一律不理。 */
function safeReturn(target: string | undefined): string | undefined {
  return target && /^https?:\/\//.test(target) ? target : undefined;
}

/** 二维码内容里的 pr；只给了 pr 也认。 */
export function codeIdOf(codeUrl: string): string {
  return codeUrl.startsWith(CODE_URL_PREFIX) ? codeUrl.slice(CODE_URL_PREFIX.length) : codeUrl;
}

const sessionOf = (order: Order, link: string): PaySession | undefined =>
  order.sessions.find((session) => session.prepayId === link || session.codeId === link);

function result(mark: string, title: string, text: string, back: string | undefined, idle = false): Markup {
  return html`<h1>${title}</h1>
    <section class="card" id="result">
      <div class="mark ${idle ? 'idle' : ''}" aria-hidden="true">${mark}</div>
      <p class="subject">${text}</p>
    </section>
    ${back ? html`<a class="button primary" id="back" href="${back}">返回商家</a>` : html`<a class="button" id="back" href="/simulator/wxpay/scan">回到扫一扫</a>`}`;
}

function cashier(ports: CashierPorts, order: Order, link: string, back: string | undefined, alert = ''): Markup {
  const hidden = html`<input type="hidden" name="link" value="${link}" />${back ? html`<input type="hidden" name="redirect_url" value="${back}" />` : ''}`;
  return html`<h1>确认支付</h1>
    ${alert ? html`<p class="alert" role="alert">${alert}</p>` : ''}
    <section class="card">
      <p class="amount"><small>¥</small>${yuan(order.total)}</p>
      <p class="subject">${order.description}</p>
      <dl>
        <dt>收款方</dt>
        <dd>${ports.merchantName(order.mchid)}</dd>
        <dt>订单号</dt>
        <dd>${order.outTradeNo}</dd>
      </dl>
    </section>
    <form method="post" action="/simulator/wxpay/cashier">
      ${hidden}
      <button class="primary" id="pay" name="action" value="pay">立即支付</button>
      <button id="fail" name="action" value="fail">支付失败（余额不足）</button>
      <button class="plain" id="cancel" name="action" value="cancel">取消支付</button>
    </form>`;
}

/** 已付的给出结果，过期、关闭的说明原因；别的错误照抛。 */
function unpayable(c: Context, error: unknown, back: string | undefined): Response | Promise<Response> {
  if (!(error instanceof PayerError)) throw error;
  if (error.reason === 'paid') return send(c, '微信支付', result('✓', '微信支付', '这笔订单已经支付', back));
  return send(c, '微信支付', result('!', '微信支付', error.message, back, true), 400);
}

export function mountCashier(app: Hono, ports: CashierPorts): void {
  const show = (c: Context, link: string, back: string | undefined): Response | Promise<Response> => {
    const order = link ? ports.ledger.orderByLink(link) : undefined;
    if (!order) return send(c, '微信支付', result('!', '微信支付', '找不到这笔订单，请回到商家重新下单', back, true), 404);
    try {
      ports.orders.requirePayable(order, sessionOf(order, link));
    } catch (error) {
      return unpayable(c, error, back);
    }
    return send(c, '微信支付', cashier(ports, order, link, back));
  };

  // h5 带 prepay_id，native 带 pr；公众号、小程序与 App 的 prepay_id 也能在这里打开。
  app.get('/simulator/wxpay/cashier/:product', (c) =>
    show(c, c.req.query('pr') ?? c.req.query('prepay_id') ?? '', safeReturn(c.req.query('redirect_url'))),
  );

  app.post('/simulator/wxpay/cashier', async (c) => {
    const form = await c.req.parseBody();
    const link = String(form['link'] ?? '');
    const back = safeReturn(typeof form['redirect_url'] === 'string' ? form['redirect_url'] : undefined);
    const order = ports.ledger.orderByLink(link);
    if (!order) return show(c, link, back);
    try {
      if (form['action'] !== 'cancel') ports.orders.requirePayable(order, sessionOf(order, link));
      if (form['action'] === 'pay') {
        const paid = ports.pay(order, {});
        return back ? c.redirect(back, 303) : send(c, '支付成功', result('✓', '支付成功', `已支付 ¥${yuan(paid.total)}`, back));
      }
      if (form['action'] === 'fail') {
        ports.fail(order);
        return send(c, '微信支付', cashier(ports, ports.find(order.outTradeNo), link, back, '支付失败：零钱余额不足，可以换一种方式再试'));
      }
    } catch (error) {
      return unpayable(c, error, back);
    }
    return back ? c.redirect(back, 303) : send(c, '微信支付', result('–', '已取消', '没有付款，订单仍可继续支付', back, true));
  });

  app.get('/simulator/wxpay', (c) => c.redirect('/simulator/wxpay/scan'));
  app.get('/simulator/wxpay/scan', (c) => {
    const code = c.req.query('code_url');
    if (code) return c.redirect(`/simulator/wxpay/cashier/native?pr=${encodeURIComponent(codeIdOf(code.trim()))}`);
    const open = ports.ledger.openOrders(OPEN_ORDERS_SHOWN).flatMap((order) => {
      const session = order.sessions.findLast((item) => item.codeId !== undefined && !item.revoked);
      return session?.codeId ? [{ order, code: session.codeId }] : [];
    });
    const body = html`<h1>扫一扫</h1>
      <section class="card">
        <form method="get" action="/simulator/wxpay/scan">
          <label>二维码内容<input name="code_url" placeholder="weixin://wxpay/bizpayurl?pr=…" autocomplete="off" required /></label>
          <button class="primary" id="scan">识别</button>
        </form>
      </section>
      <section class="card">
        ${
          open.length === 0
            ? html`<p class="note">还没有等待扫码的订单</p>`
            : html`<ul>
              ${open.map(({ order, code }) => html`<li><a href="/simulator/wxpay/cashier/native?pr=${code}"><span>${order.description}</span><span>¥${yuan(order.total)}</span></a></li>`)}
            </ul>`
        }
      </section>`;
    return send(c, '模拟手机：扫一扫', body);
  });
}
