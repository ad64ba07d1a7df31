/**
 * 开发者的首页 /simulator/：谁在等着付款、通知投到哪里、安排故障、发了什么答了什么、时间线。
 * 页面用的是各网关的控制入口；这里只加上跨网关的几样。不向外要任何东西。
 */
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { streamSSE } from 'hono/streaming';
import { homeScript, homeStyle } from './assets';
import type { Feed } from './feed';
import type { Recorder } from './recorder';
import type { HomeAbout } from './shapes';

export interface HomePorts {
  readonly about: HomeAbout;
  readonly feed: Feed;
  readonly recorder: Recorder;
  /** 立即运行一个定时触发的云函数 */
  readonly runTimer: (name: string) => Promise<unknown>;
}

const BASE = '/simulator/home';
const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
};
/** 保持连接：代理与浏览器都不会以为断了 */
const HEARTBEAT_MS = 15_000;

const PAGE = html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>vk-pay 本地系统</title>
<link rel="stylesheet" href="${BASE}/style.css">
</head>
<body>
<noscript>这个页面需要 JavaScript。</noscript>
<div id="app"></div>
<script src="${BASE}/script.js"></script>
</body>
</html>`;

const asset = (c: Context, type: string, text: string): Response =>
  c.body(text, 200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' });

export function mountHome(app: Hono, { about, feed, recorder, runTimer }: HomePorts): void {
  app.get('/simulator', (c) => c.redirect('/simulator/'));
  app.get('/simulator/', (c) => c.html(PAGE, 200, PAGE_HEADERS));
  app.get(`${BASE}/script.js`, (c) => asset(c, 'text/javascript', homeScript()));
  app.get(`${BASE}/style.css`, (c) => asset(c, 'text/css', homeStyle()));
  app.get(`${BASE}/about`, (c) => c.json(about));

  app.get(`${BASE}/lines`, (c) =>
    streamSSE(c, async (stream) => {
      let last = Number(c.req.header('last-event-id') ?? 0) || 0;
      let wake: () => void = () => undefined;
      const stop = feed.listen(() => wake());
      stream.onAbort(() => {
        stop();
        wake();
      });
      while (!stream.aborted) {
        for (const line of feed.since(last)) {
          last = line.id;
          await stream.writeSSE({ id: String(line.id), data: JSON.stringify(line) });
        }
        if (feed.since(last).length > 0) continue;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, HEARTBEAT_MS).unref();
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        if (!stream.aborted) await stream.writeSSE({ event: 'beat', data: '' });
      }
    }),
  );

  app.get(`${BASE}/exchanges`, (c) => c.json({ exchanges: recorder.list() }));
  app.get(`${BASE}/exchanges/:id`, (c) => {
    const found = recorder.find(Number(c.req.param('id')));
    return found ? c.json(found) : c.json({ code: 'notFound', message: '这一次来回已经不在记录里了' }, 404);
  });

  app.post(`${BASE}/timers/:name`, async (c) => {
    const name = c.req.param('name');
    if (!about.timers.includes(name)) return c.json({ code: 'notFound', message: '没有这个定时任务' }, 404);
    try {
      return c.json({ result: (await runTimer(name)) ?? null });
    } catch (error) {
      return c.json({ code: 'failed', message: error instanceof Error ? error.message : String(error) }, 500);
    }
  });
}
