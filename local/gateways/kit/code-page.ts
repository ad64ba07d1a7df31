/** 付款人出示付款码的页面，各网关共用：选这一次会怎样，得到一个码；等着输密码的列在下面，点开就能付。 */
import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { ScanRow } from './cashier';
import { page, PAGE_HEADERS } from './page';
import { CODE_MODES, type CodeMode, type PayerCodes } from './payer-codes';
import { displayYuan } from './yuan';

const WORDS: Readonly<Record<CodeMode, string>> = { pay: '出示付款码', password: '出示付款码（要输密码）', poor: '出示付款码（余额不足）' };

export interface CodePagePorts {
  /** 各页面地址的前缀 */
  readonly base: string;
  readonly name: string;
  readonly brand: string;
  readonly codes: PayerCodes;
  /** 等着输密码的 */
  readonly waiting: () => readonly ScanRow[];
}

const shown = (code: string) =>
  html`<section class="card">
    <p class="amount" id="auth-code" style="font-size:28px;overflow-wrap:anywhere">${code}</p>
    <p class="note">一分钟之内有效，只能用一次</p>
  </section>`;
const listed = (rows: ReturnType<CodePagePorts['waiting']>) =>
  html`<ul>
    ${rows.map(
      ({ href, subject, total }) => html`<li><a href="${href}"><span>${subject}</span><span>¥${displayYuan(total)}</span></a></li>`,
    )}
  </ul>`;

export function mountCodePage(app: Hono, { base, name, brand, codes, waiting }: CodePagePorts): void {
  const path = `${base}/payment-code`;
  const render = (code: string | undefined) => {
    const rows = waiting();
    return page({
      title: `模拟${name}：付款码`,
      brand,
      body: html`<h1>付款码</h1>
        ${code ? shown(code) : ''}
        <section class="card">
          <form method="post" action="${path}">
            ${CODE_MODES.map((mode, index) => html`<button class="${index === 0 ? 'primary' : ''}" id="show-${mode}" name="mode" value="${mode}">${WORDS[mode]}</button>`)}
          </form>
        </section>
        <section class="card">
          ${rows.length === 0 ? html`<p class="note">没有等着输密码的付款</p>` : listed(rows)}
        </section>
        <p class="note push">这是本机的模拟${name}，不会产生真实扣款</p>`,
    });
  };
  app.get(path, (c) => c.html(render(undefined), 200, { ...PAGE_HEADERS }));
  app.post(path, async (c) => {
    const { mode } = await c.req.parseBody();
    return c.html(render(codes.issue(CODE_MODES.find((one) => one === mode))), 200, { ...PAGE_HEADERS });
  });
}
