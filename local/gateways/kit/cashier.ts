/**
 * 付款人看到的收银台与扫一扫，各网关共用同一副骨架：看清付多少、付给谁；付、失败、离开；做完回到商家或显示结果。
 * 页面没有脚本：按钮是表单。字与颜色由各网关给出。
 */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { page, PAGE_HEADERS, type Markup } from './page';
import { PayerError } from './payer-error';
import { displayYuan } from './yuan';

export interface CashierLook {
  /** 微信支付、支付宝：页面的名字与结果页的标题 */
  readonly name: string;
  /** 主色 */
  readonly brand: string;
  /** 收银台页面的标题 */
  readonly title: string;
  readonly pay: string;
  readonly fail: string;
  readonly cancel: string;
  /** 付成之后；后面接金额 */
  readonly paid: string;
  readonly paidTitle: string;
  readonly alreadyPaid: string;
  readonly failed: string;
  readonly missing: string;
  /** 扫一扫输入框里的样例 */
  readonly codeExample: string;
}

export interface Bill {
  /** 分 */
  readonly total: number;
  readonly subject: string;
  readonly merchant: string;
  readonly outTradeNo: string;
}

/** 付款人打开的一个收银台。 */
export interface Visit {
  readonly bill: Bill;
  /** 表单提交到哪里 */
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  /** 订单与按钮之间，如电脑上的二维码 */
  readonly panel?: Markup;
  /** 没付就离开，回到哪里；没有就显示结果 */
  readonly leave?: string;
  /** 付完回到哪里 */
  paidBack(): string | undefined;
  /** @throws PayerError 付不了 */
  requirePayable(): void;
  /** @throws PayerError */
  pay(): Promise<void>;
  /** 一次失败的尝试。@throws PayerError */
  fail(): void;
}

export interface ScanRow {
  readonly href: string;
  readonly subject: string;
  /** 分 */
  readonly total: number;
}

export interface Cashier {
  readonly show: (c: Context, visit: Visit | undefined) => Response | Promise<Response>;
  readonly act: (c: Context, visit: Visit | undefined) => Promise<Response>;
  /** 扫一扫：输入二维码内容，或从等着付的里面挑 */
  readonly scan: (c: Context, rows: readonly ScanRow[]) => Response | Promise<Response>;
  /** 扫了一个没用的码 */
  readonly deadCode: (c: Context) => Response | Promise<Response>;
}

type Status = 200 | 400 | 404;

/** @param base 各页面地址的前缀，如 /simulator/wxpay */
export function createCashier(base: string, look: CashierLook): Cashier {
  const scanPath = `${base}/scan`;
  const note = html`<p class="note push">这是本机的模拟${look.name}，不会产生真实扣款</p>`;
  const send = (c: Context, title: string, body: Markup, status: Status = 200): Response | Promise<Response> =>
    c.html(page({ title, brand: look.brand, body: html`${body}${note}` }), status, { ...PAGE_HEADERS });

  const result = (
    c: Context,
    mark: '✓' | '!' | '–',
    text: string,
    back: string | undefined,
    { title = look.name, status = 200 }: { readonly title?: string; readonly status?: Status } = {},
  ): Response | Promise<Response> =>
    send(
      c,
      title,
      html`<h1>${title}</h1>
        <section class="card" id="result">
          <div class="mark ${mark === '✓' ? '' : 'idle'}" aria-hidden="true">${mark}</div>
          <p class="subject">${text}</p>
        </section>
        ${back ? html`<a class="button primary" id="back" href="${back}">返回商家</a>` : html`<a class="button" id="back" href="${scanPath}">回到扫一扫</a>`}`,
      status,
    );
  const missing = (c: Context): Response | Promise<Response> => result(c, '!', look.missing, undefined, { status: 404 });

  const open = (c: Context, { bill, action, hidden, panel }: Visit, alert?: string): Response | Promise<Response> =>
    send(
      c,
      look.title,
      html`<h1>${look.title}</h1>
        ${alert ? html`<p class="alert" role="alert">${alert}</p>` : ''}
        <section class="card">
          <p class="amount"><small>¥</small>${displayYuan(bill.total)}</p>
          <p class="subject">${bill.subject}</p>
          <dl>
            <dt>收款方</dt>
            <dd>${bill.merchant}</dd>
            <dt>订单号</dt>
            <dd>${bill.outTradeNo}</dd>
          </dl>
        </section>
        ${panel ?? ''}
        <form method="post" action="${action}">
          ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
          <button class="primary" id="pay" name="action" value="pay">${look.pay}</button>
          <button id="fail" name="action" value="fail">${look.fail}</button>
          <button class="plain" id="cancel" name="action" value="cancel">${look.cancel}</button>
        </form>`,
    );

  /** 已付的给出结果，过期、关闭的说明原因；别的错误照抛。 */
  const unpayable = (c: Context, error: unknown, visit: Visit): Response | Promise<Response> => {
    if (!(error instanceof PayerError)) throw error;
    return error.reason === 'paid'
      ? result(c, '✓', look.alreadyPaid, visit.paidBack())
      : result(c, '!', error.message, visit.leave, { status: 400 });
  };

  return {
    show(c, visit) {
      if (!visit) return missing(c);
      try {
        visit.requirePayable();
      } catch (error) {
        return unpayable(c, error, visit);
      }
      return open(c, visit);
    },

    async act(c, visit) {
      if (!visit) return missing(c);
      const { action } = await c.req.parseBody();
      try {
        if (action === 'pay') {
          visit.requirePayable();
          await visit.pay();
          const back = visit.paidBack();
          if (back) return c.redirect(back, 303);
          return await result(c, '✓', `${look.paid} ¥${displayYuan(visit.bill.total)}`, undefined, { title: look.paidTitle });
        }
        if (action === 'fail') {
          visit.requirePayable();
          visit.fail();
          return await open(c, visit, look.failed);
        }
      } catch (error) {
        return unpayable(c, error, visit);
      }
      return visit.leave ? c.redirect(visit.leave, 303) : result(c, '–', '没有付款，订单仍可继续支付', undefined);
    },

    scan(c, rows) {
      const list = html`<ul>
        ${rows.map(({ href, subject, total }) => html`<li><a href="${href}"><span>${subject}</span><span>¥${displayYuan(total)}</span></a></li>`)}
      </ul>`;
      return send(
        c,
        '模拟手机：扫一扫',
        html`<h1>扫一扫</h1>
          <section class="card">
            <form method="get" action="${scanPath}">
              <label>二维码内容<input name="code_url" placeholder="${look.codeExample}" autocomplete="off" required /></label>
              <button class="primary" id="scan">识别</button>
            </form>
          </section>
          <section class="card">${rows.length === 0 ? html`<p class="note">还没有等待付款的订单</p>` : list}</section>`,
      );
    },

    deadCode: (c) => result(c, '!', '二维码无效或已过期，请回到商家刷新', undefined, { status: 404 }),
  };
}
