/**
 * 整套系统：云函数运行时 + 支付网关模拟器 + H5 站点，一个进程、一个端口。
 * `npm start`、`npm run demo` 与流程测试用的是同一份代码。
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { createAlipayGateway, type AlipayGateway, type AlipayGatewayOptions, type GatewayEvent as AlipayEvent } from '../gateways/alipay';
import { createWxpayGateway, type GatewayEvent, type WxpayGateway, type WxpayGatewayOptions } from '../gateways/wxpay';
import { loadDevelopmentKeys, type DevelopmentKeys } from '../keys';
import type { Deliver } from '../gateways/kit/delivery';
import { createRuntime, type LocalRuntime, type RuntimeEvent, type RuntimeOptions } from '../unicloud';
import { alipaySections, gatewayApps, type AlipayKeyMode } from './alipay-account';
import { writeConfigCenter } from './config-center';
import { CLIENT_SECRET, SPACE_ID } from './space';
import { gatewayMerchants, wxpaySections, type WxpayKeyMode } from './wxpay-account';

/** `at` 为毫秒时间戳 */
export type StackEvent = { readonly at: number } & (
  | { readonly source: 'cloud'; readonly event: RuntimeEvent }
  | { readonly source: 'wxpay'; readonly event: GatewayEvent }
  | { readonly source: 'alipay'; readonly event: AlipayEvent }
);

export interface StackOptions {
  /** 数据目录：数据库、账本、密钥、生成的配置。重启沿用 */
  readonly dataDir: string;
  /** 0 = 随机端口 */
  readonly port: number;
  readonly functionsDir: string;
  readonly databaseDir: string;
  /** 框架与 uni-id 的文件 */
  readonly modules: Readonly<Record<string, string>>;
  /** H5 站点目录 */
  readonly siteDir?: string;
  /** 密钥所在目录；缺省为 dataDir。测试共用一份以省去生成时间 */
  readonly keysDir?: string;
  /** 已经在内存里的密钥，优先于目录 */
  readonly keys?: DevelopmentKeys;
  readonly clock?: () => number;
  /** 数据库与账本放内存（单元与流程测试） */
  readonly inMemory?: boolean;
  readonly synchronous?: 'FULL' | 'NORMAL';
  readonly wxpayKeyMode?: WxpayKeyMode;
  readonly alipayKeyMode?: AlipayKeyMode;
  /** 网关回调重发计划压缩的倍数 */
  readonly timeCompression?: number;
  /** 模拟网关的其余选项，如退款间隔 */
  readonly wxpay?: Partial<Pick<WxpayGatewayOptions, 'refundSpacingMs' | 'refundDurationMs' | 'paidOrderCode' | 'legacySpelling'>>;
  readonly alipay?: Partial<
    Pick<AlipayGatewayOptions, 'extraNotices' | 'timestampToleranceMs' | 'refundVisibleAfterMs' | 'refundWindowMs'>
  >;
  /** 覆盖 vk-pay/config.js 的设置 */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** 覆盖 uni-pay/config.js 顶层的键，如 alipayAppPayToH5Pay */
  readonly uniPay?: Readonly<Record<string, unknown>>;
  /** 商户自己的配置中心目录，里面有的文件优先于生成的 */
  readonly configCenterDir?: string;
  /** 网关怎么投递通知；缺省为真实的 HTTP */
  readonly deliver?: Deliver;
  readonly runtime?: Partial<Pick<RuntimeOptions, 'databaseFault' | 'httpFault' | 'databaseLatency' | 'httpLatency'>>;
  readonly onEvent?: (event: StackEvent) => void;
}

export interface Stack {
  readonly url: string;
  readonly runtime: LocalRuntime;
  readonly wxpay: WxpayGateway;
  readonly alipay: AlipayGateway;
  readonly keys: DevelopmentKeys;
  /** 打开真实的定时器：monitor 与网关的回调重发 */
  startTimers(): void;
  close(): Promise<void>;
}

/** 端口被占用时的错误，便于给出明确的提示。 */
export class PortTakenError extends Error {
  constructor(readonly port: number) {
    super(`端口 ${port} 已被占用`);
  }
}

function listen(
  fetch: (request: Request, env: unknown) => Response | Promise<Response>,
  port: number,
): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: fetch as Parameters<typeof serve>[0]['fetch'], port }, (info) => resolve({ server, port: info.port }));
    server.on('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error));
  });
}

/**
 * 启动整套系统。
 * @throws PortTakenError 端口被占用
 */
export async function createStack(options: StackOptions): Promise<Stack> {
  const { dataDir, clock = Date.now, inMemory = false } = options;
  mkdirSync(dataDir, { recursive: true });
  // 配置里要写端口，所以先占住端口，再装配其余部分。
  const root = new Hono();
  const { server, port } = await listen((request, env) => root.fetch(request, env as object), options.port);
  const url = `http://localhost:${port}`;
  try {
    const keys = options.keys ?? (await loadDevelopmentKeys(options.keysDir ?? dataDir));
    const mode = options.wxpayKeyMode ?? 'both';
    const alipayMode = options.alipayKeyMode ?? 'certificate';
    const configDir = writeConfigCenter(dataDir, {
      uniPay: {
        notifyUrl: { [SPACE_ID]: `${url}/pay-notify` },
        wxpay: wxpaySections(keys.wxpay, mode),
        alipay: alipaySections(keys.alipay, alipayMode),
        ...options.uniPay,
      },
      vkPay: {
        base: { seller: '示例商店', requireHTTPS: false, gateways: { wxpay: url, alipay: url }, ...options.settings },
        environments: {},
      },
    });
    const { onEvent = () => undefined } = options;
    const wxpay = createWxpayGateway({
      dataFile: inMemory ? ':memory:' : join(dataDir, 'wxpay.db'),
      clock,
      publicBaseUrl: url,
      merchants: gatewayMerchants(keys.wxpay, mode),
      platformKeys: keys.wxpay.platform,
      timeCompression: options.timeCompression ?? 1,
      ...options.wxpay,
      ...(options.deliver ? { deliver: options.deliver } : {}),
      onEvent: (event) => onEvent({ at: clock(), source: 'wxpay', event }),
    });
    const alipay = createAlipayGateway({
      dataFile: inMemory ? ':memory:' : join(dataDir, 'alipay.db'),
      clock,
      publicBaseUrl: url,
      apps: gatewayApps(keys.alipay, alipayMode),
      alipay: { privateKeyPem: keys.alipay.alipay.privateKeyPem, certSn: keys.alipay.alipay.certificateSn },
      timeCompression: options.timeCompression ?? 1,
      // 两端在同一台机器上：时间差一小时就是时区写错了。
      timestampToleranceMs: 3600_000,
      ...options.alipay,
      ...(options.deliver ? { deliver: options.deliver } : {}),
      onEvent: (event) => onEvent({ at: clock(), source: 'alipay', event }),
    });
    const runtime = await createRuntime({
      functionsDir: options.functionsDir,
      databaseDir: options.databaseDir,
      dataFile: inMemory ? ':memory:' : join(dataDir, 'space.db'),
      synchronous: options.synchronous ?? (inMemory ? 'NORMAL' : 'FULL'),
      modules: { ...options.modules },
      configCenterDirs: [
        ...(options.configCenterDir ? [options.configCenterDir] : []),
        configDir,
        join(options.functionsDir, 'common', 'uni-config-center'),
      ],
      env: { UNI_CLOUD_ENV: 'development' },
      clock,
      spaceId: SPACE_ID,
      clientSecret: CLIENT_SECRET,
      onEvent: (event) => onEvent({ at: clock(), source: 'cloud', event }),
      ...options.runtime,
    });
    root.route('/', wxpay.app);
    root.route('/', alipay.app);
    root.route('/', runtime.app);
    if (options.siteDir) root.use('*', serveStatic({ root: options.siteDir }));
    return {
      url,
      runtime,
      wxpay,
      alipay,
      keys,
      startTimers() {
        wxpay.start();
        alipay.start();
        runtime.startTimers();
      },
      async close() {
        await Promise.all([wxpay.close(), alipay.close()]);
        await runtime.close();
        await new Promise<void>((resolve) => {
          server.close(() => resolve());
          if ('closeAllConnections' in server) server.closeAllConnections();
        });
      },
    };
  } catch (error) {
    server.close();
    throw error;
  }
}
