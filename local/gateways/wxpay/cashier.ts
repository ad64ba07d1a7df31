/**
 * 付款人看到的页面：手机浏览器的收银台、扫一扫、扫码后的收银台；以及给演示与测试用的 JSON 入口。
 * 页面没有脚本：按钮是表单，做完跳回商家页面或显示结果。
 */
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { page, PAGE_HEADERS, type Markup } from '../plumbing/page';
import type { WxpayFaultRule, WxpayFaultScript } from './faults';
import type { Ledger } from './ledger';
import type { Order } from './model';
import { PayerError } from './options';
import { CODE_URL_PREFIX, type Orders } from './orders';

const BRAND = '#07883f';
const OPEN_ORDERS_SHOWN = 20;

export interface CashierPorts {
  readonly ledger: Ledger;
  readonly orders: Orders;
  readonly faults: WxpayFaultScript;
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

function linkOf(codeUrl: string): string {
  return codeUrl.startsWith(CODE_URL_PREFIX) ? codeUrl.slice(CODE_URL_PREFIX.length) : codeUrl;
}

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

export function mountCashier(app: Hono, ports: CashierPorts): void {
  const show = (c: Context, link: string, back: string | undefined): Response | Promise<Response> => {
    const order = link ? ports.ledger.orderByLink(link) : undefined;
    if (!order) return send(c, '微信支付', result('!', '微信支付', '找不到这笔订单，请回到商家重新下单', back, true), 404);
    if (order.payment) return send(c, '微信支付', result('✓', '微信支付', '这笔订单已经支付', back));
    return send(c, '微信支付', cashier(ports, order, link, back));
  };

  app.get('/simulator/wxpay/cashier/h5', (c) => show(c, c.req.query('prepay_id') ?? '', safeReturn(c.req.query('redirect_url'))));
  app.get('/simulator/wxpay/cashier/native', (c) => show(c, c.req.query('pr') ?? '', undefined));

  app.post('/simulator/wxpay/cashier', async (c) => {
    const form = await c.req.parseBody();
    const link = String(form['link'] ?? '');
    const back = safeReturn(typeof form['redirect_url'] === 'string' ? form['redirect_url'] : undefined);
    const order = ports.ledger.orderByLink(link);
    if (!order) return show(c, link, back);
    try {
      if (form['action'] === 'pay') {
        ports.orders.requirePayable(order, order.sessions.find((session) => session.prepayId === link || session.codeId === link));
        const paid = ports.pay(order, {});
        return back ? c.redirect(back, 303) : send(c, '支付成功', result('✓', '支付成功', `已支付 ¥${yuan(paid.total)}`, back));
      }
      if (form['action'] === 'fail') {
        ports.fail(order);
        return send(c, '微信支付', cashier(ports, ports.find(order.outTradeNo), link, back, '支付失败：零钱余额不足，可以换一种方式再试'));
      }
    } catch (error) {
      if (!(error instanceof PayerError)) throw error;
      return send(c, '微信支付', result('!', '微信支付', error.message, back, true), 400);
    }
    return back ? c.redirect(back, 303) : send(c, '微信支付', result('–', '已取消', '没有付款，订单仍可继续支付', back, true));
  });

  app.get('/simulator/wxpay/scan', (c) => {
    const code = c.req.query('code_url');
    if (code) return c.redirect(`/simulator/wxpay/cashier/native?pr=${encodeURIComponent(linkOf(code))}`);
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
        ${open.length === 0
          ? html`<p class="note">还没有等待扫码的订单</p>`
          : html`<ul>
              ${open.map(({ order, code }) => html`<li><a href="/simulator/wxpay/cashier/native?pr=${code}"><span>${order.description}</span><span>¥${yuan(order.total)}</span></a></li>`)}
            </ul>`}
      </section>`;
    return send(c, '模拟手机：扫一扫', body);
  });

  app.post('/simulator/wxpay/pay', async (c) => {
    const wish = (await c.req.json().catch(() => ({}))) as Record<string, unknown>;
    const text = (key: string): string | undefined => (typeof wish[key] === 'string' ? wish[key] : undefined);
    const link = text('prepay_id') ?? (text('code_url') === undefined ? undefined : linkOf(text('code_url') as string));
    try {
      const order = link === undefined ? ports.find(text('out_trade_no') ?? '') : ports.ledger.orderByLink(link);
      if (!order) throw new PayerError('notFound', '订单不存在');
      const openid = text('openid');
      const paid = ports.pay(order, openid === undefined ? {} : { openid });
      return c.json({ out_trade_no: paid.outTradeNo, transaction_id: paid.payment?.transactionId, total: paid.total, trade_state: paid.state });
    } catch (error) {
      if (!(error instanceof PayerError)) throw error;
      return c.json({ code: error.reason, message: error.message }, error.reason === 'notFound' ? 404 : 409);
    }
  });

  app.post('/simulator/wxpay/faults', async (c) => {
    const rule = (await c.req.json().catch(() => undefined)) as WxpayFaultRule | undefined;
    if (!rule || typeof rule.operation !== 'string' || typeof rule.fault?.kind !== 'string') return c.json({ message: '需要 { operation, fault: { kind } }' }, 400);
    ports.faults.add({ operation: rule.operation, fault: rule.fault, ...(typeof rule.times === 'number' ? { times: rule.times } : {}) });
    return c.json({ pending: ports.faults.pending() });
  });
  app.delete('/simulator/wxpay/faults', (c) => {
    ports.faults.clear();
    return c.json({ pending: [] });
  });
}
