/**
 * 模拟页面的外壳：服务器渲染、无外部资源、无脚本，手机与桌面同一份。
 */
import { html, raw } from 'hono/html';

export type Markup = ReturnType<typeof html>;

export interface PageOptions {
  readonly title: string;
  /** 主色 */
  readonly brand: string;
  readonly body: Markup;
}

const STYLE = `
:root{color-scheme:light dark;--text:#1f2329;--muted:#646a73;--line:#e5e6eb;--page:#f7f8fa;--card:#fff;--danger:#d9363e}
@media (prefers-color-scheme:dark){:root{--text:#f2f3f5;--muted:#a6abb3;--line:#35383d;--page:#17181a;--card:#232528;--danger:#ff7875}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 -apple-system,BlinkMacSystemFont,"PingFang SC","Microsoft YaHei",sans-serif}
main{width:100%;max-width:430px;min-height:100vh;margin:0 auto;padding:24px 16px calc(24px + env(safe-area-inset-bottom));display:flex;flex-direction:column;gap:16px}
@media (min-width:768px){main{padding-top:64px}}
h1{margin:0;font-size:16px;font-weight:500;text-align:center}
.card{background:var(--card);border-radius:12px;padding:24px 16px}
.amount{margin:0;font-size:40px;line-height:1.2;font-weight:600;text-align:center;font-variant-numeric:tabular-nums}
.amount small{font-size:28px;margin-right:4px}
.subject{margin:8px 0 0;text-align:center;overflow-wrap:anywhere}
dl{margin:24px 0 0;padding-top:16px;border-top:1px solid var(--line);display:grid;grid-template-columns:auto 1fr;gap:8px 16px;font-size:14px}
dt{color:var(--muted)}dd{margin:0;text-align:right;overflow-wrap:anywhere}
form{display:flex;flex-direction:column;gap:12px;margin:0}
button,.button{display:block;width:100%;min-height:48px;padding:12px 16px;border:1px solid var(--line);border-radius:8px}
button,.button{background:var(--card);color:var(--text);font:inherit;text-align:center;text-decoration:none;cursor:pointer}
button.primary,.button.primary{border-color:transparent;background:var(--brand);color:#fff;font-weight:600}
button.plain{border-color:transparent;background:transparent;color:var(--muted)}
button:active,.button:active{opacity:.8}
:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
label{font-size:14px;color:var(--muted)}
input{width:100%;min-height:48px;padding:12px;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--text);font:inherit;margin-top:4px}
ul{list-style:none;margin:0;padding:0}
li a{display:flex;justify-content:space-between;gap:16px;min-height:44px;padding:12px 0;color:inherit;text-decoration:none;border-top:1px solid var(--line)}
li:first-child a{border-top:0}
li span:first-child{overflow-wrap:anywhere}li span:last-child{white-space:nowrap;font-variant-numeric:tabular-nums}
.note{margin:0;font-size:14px;color:var(--muted);text-align:center}
.alert{margin:0;padding:12px 16px;border-radius:8px;border:1px solid var(--danger);color:var(--danger);font-size:14px}
.mark{width:56px;height:56px;margin:0 auto 12px;border-radius:50%;background:var(--brand);color:#fff;display:flex;align-items:center;justify-content:center;font-size:28px}
.mark.idle{background:var(--muted)}
.push{margin-top:auto}
`;

/** 完整的 HTML 文档。 */
export function page({ title, brand, body }: PageOptions): Markup {
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${raw(STYLE)}:root{--brand:${raw(brand)}}</style>
</head>
<body><main>${body}</main></body>
</html>`;
}

/** 模拟页面不执行脚本、不取外部资源、不给别的页面嵌入。 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'same-origin',
};
