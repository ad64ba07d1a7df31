/**
 * 谁可以进来。整套系统在开发者的浏览器旁边运行，别的网站的页面也能向 localhost 发请求：
 * - Host 必须是本机的名字或 IP 地址，挡住把自己的域名解析到 127.0.0.1 的网站（DNS 重绑定）；
 * - 会改变模拟网关的请求必须来自本站的页面，或根本不是浏览器发的（命令行、测试）。
 * 失败策略：看不懂的一律拒绝。
 */
import { isIP } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';

const refuse = (c: Context, message: string): Response => c.json({ code: 'forbidden', message }, 403);

/** Host 头里的主机名；写得不像主机名就是 undefined。 */
function hostnameOf(host: string | undefined): string | undefined {
  if (host === undefined || !/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host)) return undefined;
  return host
    .replace(/:\d{1,5}$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
}

/** 别的网站的页面做不到让浏览器带上这些名字：IP 地址，或浏览器固定解析到本机的 localhost。 */
export function isOwnName(hostname: string | undefined): boolean {
  return hostname !== undefined && (isIP(hostname) !== 0 || hostname === 'localhost' || hostname.endsWith('.localhost'));
}

/**
 * 只认本机的名字。
 * @param except 不检查的路径：云函数的 URL 化地址，可能经隧道从外面来，由它们自己的签名把关
 */
export function requireOwnHost(except: (path: string) => boolean): MiddlewareHandler {
  return async (c, next) => {
    if (except(c.req.path) || isOwnName(hostnameOf(c.req.header('host')))) return next();
    return refuse(c, '不认识的主机名：请用 http://localhost 或 IP 地址打开');
  };
}

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** 浏览器发来的请求是不是出自本站的页面；不是浏览器发的没有这两个头。 */
function fromOwnPage(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = c.req.header('origin');
  return origin === undefined || origin === `http://${c.req.header('host') ?? ''}`;
}

/** 会改变什么的请求，只接受本站页面与不是浏览器的程序发的。 */
export const requireOwnPage: MiddlewareHandler = async (c, next) => {
  if (READING.has(c.req.method) || fromOwnPage(c)) return next();
  return refuse(c, '别的网站的页面不能操作模拟网关');
};
