/**
 * 门：一个端口，缺省只在本机回环地址上。先占住端口，整套系统就绪之前来的请求得到「正在启动」，之后才交给真正的处理。
 * 请求要在限定时间内收完：慢慢来的正文会被断开。
 */
import type { Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { createAdaptorServer } from '@hono/node-server';
import { html } from 'hono/html';

/** 端口被占用时的错误，便于给出明确的提示。 */
export class PortTakenError extends Error {
  constructor(readonly port: number) {
    super(`端口 ${port} 已被占用`);
  }
}

/** 监听的地址不属于本机，或写错了。 */
export class BadHostError extends Error {
  constructor(readonly host: string) {
    super(`不能在地址 ${host} 上监听：它不是本机的网络地址`);
  }
}

export type Handle = (request: Request, env: unknown) => Response | Promise<Response>;

export interface DoorOptions {
  /** 0 = 随机端口 */
  readonly port: number;
  /** 除本机之外还在哪个地址上监听；缺省只有回环地址 */
  readonly host?: string;
  /** 收完一个请求最多用多久，毫秒 */
  readonly requestTimeoutMs?: number;
}

export interface Door {
  readonly port: number;
  /** 本机用的网址 */
  readonly url: string;
  /** 别的设备用的网址；没有向外打开时与 url 相同 */
  readonly publicUrl: string;
  /** 就绪：从现在起的请求交给 handle */
  serve(handle: Handle): void;
  close(): Promise<void>;
}

const LOOPBACK = ['127.0.0.1', '::1'] as const;
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', ...LOOPBACK]);
const REQUEST_TIMEOUT_MS = 30_000;
/** 随机端口在两个回环地址上都要空着；碰上一边有人就换一个 */
const RANDOM_PORT_ATTEMPTS = 20;

/** 有没有向别的设备打开。 */
export const isExposed = (host: string | undefined): host is string => host !== undefined && !LOOPBACK_NAMES.has(host);

/** localhost 可能解析成 IPv4 也可能是 IPv6，两个都要在我们手里。 */
function addressesOf(host: string | undefined): readonly string[] {
  if (!isExposed(host)) return LOOPBACK;
  if (host === '0.0.0.0') return [host, '::1'];
  return host === '::' ? [host] : [...LOOPBACK, host];
}

/** 局域网里的设备用哪个地址找到本机。 */
function lanAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

function publicUrlOf(host: string | undefined, port: number): string {
  const name = !isExposed(host) ? 'localhost' : host === '0.0.0.0' || host === '::' ? (lanAddress() ?? 'localhost') : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new PortTakenError(port));
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EINVAL') reject(new BadHostError(host));
      else reject(error);
    });
    server.listen({ port, host, ipv6Only: host === '::1' }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** 在全部地址的同一个端口上监听；没有 IPv6 的机器上只用 IPv4。 */
async function listenAll(create: () => Server, port: number, addresses: readonly string[]): Promise<{ servers: Server[]; port: number }> {
  const servers: Server[] = [];
  let chosen = port;
  try {
    for (const address of addresses) {
      const server = create();
      try {
        chosen = await listen(server, chosen, address);
        servers.push(server);
      } catch (error) {
        const withoutIpv6 = address === '::1' && (error instanceof BadHostError || (error as { code?: string }).code === 'EAFNOSUPPORT');
        if (!withoutIpv6) throw error;
      }
    }
    return { servers, port: chosen };
  } catch (error) {
    await Promise.all(servers.map(closeServer));
    throw error;
  }
}

const STARTING = html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="1">
<title>正在启动</title>
<style>body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.5 -apple-system,BlinkMacSystemFont,"PingFang SC","Microsoft YaHei",sans-serif}</style>
</head>
<body><p role="status">vk-pay 正在启动，就绪后这个页面会自动打开</p></body>
</html>`;

/** 就绪之前：页面自己会再来，程序得到 JSON（uniCloud 客户端只认 JSON）。 */
const starting: Handle = (request) => {
  const headers = { 'retry-after': '1', 'cache-control': 'no-store' };
  if (request.method === 'GET' && (request.headers.get('accept') ?? '').includes('text/html'))
    return new Response(String(STARTING), { status: 503, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' } });
  const error = { code: 'InvalidSpace.NotInService', message: 'vk-pay 正在启动，请稍后再试' };
  return Response.json({ success: false, error }, { status: 503, headers });
};

/**
 * 占住端口。
 * @throws PortTakenError 端口被占用；BadHostError 地址不是本机的
 */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  let handle: Handle = starting;
  const create = (): Server =>
    createAdaptorServer({
      fetch: (request, env) => handle(request, env),
      serverOptions: {
        requestTimeout: requestTimeoutMs,
        headersTimeout: Math.min(requestTimeoutMs, 10_000),
        connectionsCheckingInterval: Math.min(requestTimeoutMs, 1000),
      },
    }) as Server;
  const addresses = addressesOf(options.host);
  let opened: { servers: Server[]; port: number } | undefined;
  for (let attempt = 1; !opened; attempt += 1) {
    try {
      opened = await listenAll(create, options.port, addresses);
    } catch (error) {
      if (options.port !== 0 || !(error instanceof PortTakenError) || attempt === RANDOM_PORT_ATTEMPTS) throw error;
    }
  }
  const { servers, port } = opened;
  return {
    port,
    url: `http://localhost:${port}`,
    publicUrl: publicUrlOf(options.host, port),
    serve: (next) => {
      handle = next;
    },
    close: async () => void (await Promise.all(servers.map(closeServer))),
  };
}
