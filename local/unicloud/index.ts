/**
 * 本地 uniCloud 运行时：构建好的云函数原样运行在 Node 20 上——数据库、HTTP、定时、客户端协议，
 * 云端严格的地方这里同样严格（docs/protocols/unicloud.md §6.4）。
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Hono } from 'hono';
import { mountClientProtocol } from './client-protocol';
import {
  createOperationPort,
  Engine,
  inspect,
  LocalDatabase,
  type DatabaseFault,
  type DatabaseLatency,
  type Document,
  type Written,
} from './database';
import { createRequest, type InvokeOptions } from './functions/context';
import { readManifests, type FunctionManifest } from './functions/manifest';
import { InstancePool } from './functions/pool';
import type { RedisSpace } from './functions/redis';
import { ScriptCache } from './functions/scripts';
import type { HttpFault, HttpLatency } from './functions/uni-cloud';
import type { Timers } from './timing';
import { mountFunctionUrls } from './http-gateway';
import { PlatformError } from './platform-error';
import { startTimers, timerEvent } from './timers';

export type { DatabaseFault, DatabaseLatency, DatabaseOperation, Document } from './database';
export type { InvokeOptions } from './functions/context';
export type { HttpCall, HttpFault, HttpLatency } from './functions/uni-cloud';
export type { Timers } from './timing';
export { PlatformError } from './platform-error';

export type RuntimeEvent =
  | {
      readonly type: 'invoke';
      readonly phase: 'start' | 'end';
      readonly name: string;
      readonly source: string;
      readonly requestId: string;
      readonly url?: string;
      /** 入参与结果，原样；看的人只取要用的，不要留着 */
      readonly input: unknown;
      readonly result?: unknown;
      readonly ms?: number;
      readonly failed?: boolean;
    }
  /** 提交了的一处改动 */
  | ({ readonly type: 'written' } & Written)
  | {
      readonly type: 'database';
      readonly kind: string;
      readonly collection: string;
      readonly write: boolean;
      readonly ms: number;
      readonly failed: boolean;
    }
  | { readonly type: 'http'; readonly method: string; readonly url: string; readonly status: number | undefined; readonly ms: number }
  | { readonly type: 'console'; readonly level: 'log' | 'error'; readonly name: string; readonly text: string };

export interface RuntimeOptions {
  /** 云函数 → 控制台里另配的 URL 化路径；package.json 里写了的以它自己的为准 */
  readonly urls?: Readonly<Record<string, string>>;
  /** 构建好的 cloudfunctions 目录 */
  readonly functionsDir: string;
  readonly databaseDir: string;
  /** libsql 文件或 ':memory:' */
  readonly dataFile: string;
  /** FULL：回答过的写入断电也在；NORMAL：进程被杀不丢，较快 */
  readonly synchronous?: 'FULL' | 'NORMAL';
  /** 公共模块的覆盖：模块名 → 文件或文件夹。uni-config-center 的文件夹排在配置目录的最后，代码总是自带的等价物 */
  readonly modules?: Readonly<Record<string, string>>;
  readonly configCenterDirs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** 空间的 Redis：给了地址就当作开通了、每个云函数都勾选了扩展 */
  readonly redis?: RedisSpace;
  /** 毫秒；云函数通过注入的 Date 看到它 */
  readonly clock?: () => number;
  /** 定时器与各种时限照它走；缺省是真实的时间 */
  readonly timers?: Timers;
  readonly spaceId?: string;
  readonly clientSecret?: string;
  readonly onEvent?: (event: RuntimeEvent) => void;
  /** 每次数据库操作、每次出站请求的前后各等它一次：并发的请求由测试决定怎样交错 */
  readonly databaseLatency?: DatabaseLatency;
  readonly httpLatency?: HttpLatency;
  /** 让某一次操作、请求失败，或让实例死在那里 */
  readonly databaseFault?: DatabaseFault;
  readonly httpFault?: HttpFault;
  /** HTTP 正文一律以 base64 交给云函数（云端可能这样做） */
  readonly forceBase64Body?: boolean;
  /** 云函数的 console 输出同时打印到终端 */
  readonly verbose?: boolean;
}

export interface LocalRuntime {
  readonly app: Hono;
  readonly functions: readonly FunctionManifest[];
  /** 调用云函数。@throws PlatformError 平台的错（不存在、超时、太大、已关闭）；云函数自己抛的错原样抛出 */
  invoke(name: string, event: unknown, options?: InvokeOptions): Promise<unknown>;
  /** 立即触发一次定时器 */
  runTimer(name: string): Promise<unknown>;
  startTimers(): void;
  /** 回收全部函数实例：没做完的停在那里，下一次调用由新的实例来（云端随时会这样） */
  recycle(): void;
  readonly database: LocalDatabase & { raw(collection: string): Document[] };
  /** 停止定时器与所有函数实例（没做完的调用得到错误），关闭数据库 */
  close(): Promise<void>;
}

const TRANSPORT_LIMIT_BYTES = 6 * 1024 * 1024;
/** 云函数之间的调用最多等 60 秒 */
const CALL_TIMEOUT_MS = 60_000;

/** 事件与结果都以 JSON 往返，与云端相同：undefined 消失、Date 变文字。 */
function transport(value: unknown, code: 'RequestContentLength.Exceeded' | 'ResponseContentLength.Exceeded'): unknown {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return undefined;
  if (Buffer.byteLength(text) > TRANSPORT_LIMIT_BYTES) throw new PlatformError(code, '内容超过 6 MB');
  return JSON.parse(text);
}

/** 时间线里显示的去处：路由的 url，或 HTTP 的相对路径。 */
function urlOf(event: unknown): { url?: string } {
  const { $url, path } = (event ?? {}) as { $url?: unknown; path?: unknown };
  const url = $url ?? path;
  return typeof url === 'string' ? { url } : {};
}

const pathIn = (urls: RuntimeOptions['urls'], name: string): { path?: string } => (urls?.[name] ? { path: urls[name] } : {});

export async function createRuntime(options: RuntimeOptions): Promise<LocalRuntime> {
  const { functionsDir, clock = Date.now, spaceId = 'mp-local', clientSecret = 'local-secret', onEvent = () => undefined } = options;
  const manifests = readManifests(functionsDir).map((one) => ({ ...pathIn(options.urls, one.name), ...one }));
  const byName = new Map(manifests.map((manifest) => [manifest.name, manifest]));
  const engine = new Engine(
    options.dataFile,
    options.databaseDir,
    options.synchronous ?? 'FULL',
    clock,
    (written) => onEvent({ type: 'written', ...written }),
    options.timers,
  );
  const scripts = new ScriptCache();
  const pools = new Map<string, InstancePool>();
  const newRequestId = (): string => randomBytes(12).toString('hex').replace(/^./, 'r');

  const center = options.modules?.['uni-config-center'];

  const createPool = ({ name, type, folder, env, extensions }: FunctionManifest): InstancePool =>
    new InstancePool({
      type,
      loader: {
        folder,
        commonDir: join(functionsDir, 'common'),
        modules: options.modules ?? {},
        configDirs: [
          ...(options.configCenterDirs ?? [join(functionsDir, 'common', 'uni-config-center')]),
          ...(center === undefined ? [] : [center]),
        ],
        scripts,
      },
      engine,
      clock,
      env: { ...env, ...options.env },
      ...(options.timers ? { timers: options.timers } : {}),
      ...(options.redis ? { redis: options.redis } : extensions.includes('uni-cloud-redis') ? { redis: {} } : {}),
      databaseHooks: { latency: options.databaseLatency, fault: options.databaseFault },
      noteDatabase: ({ kind, collection, write }, ms, failed) => onEvent({ type: 'database', kind, collection, write, ms, failed }),
      noteConsole: (level, text) => {
        if (options.verbose) console[level](`[${name}] ${text}`);
        onEvent({ type: 'console', level, name, text });
      },
      outside: {
        callFunction: (target, data, requestId) => invoke(target, data, { source: 'function', requestId }),
        newRequestId,
        patient: options.timers !== undefined,
        noteHttp: (entry) => onEvent({ type: 'http', ...entry }),
        httpHooks: { latency: options.httpLatency, fault: options.httpFault },
      },
    });
  const poolOf = (manifest: FunctionManifest): InstancePool => {
    let pool = pools.get(manifest.name);
    if (!pool) pools.set(manifest.name, (pool = createPool(manifest)));
    return pool;
  };
  const timeoutOf = ({ timeoutMs, timerTimeoutMs }: FunctionManifest, source: string): number => {
    if (source === 'timing') return timerTimeoutMs;
    return source === 'function' ? Math.min(timeoutMs, CALL_TIMEOUT_MS) : timeoutMs;
  };

  const invoke = async (name: string, input: unknown, invokeOptions: InvokeOptions = {}): Promise<unknown> => {
    const requestId = invokeOptions.requestId ?? newRequestId();
    const manifest = byName.get(name);
    if (!manifest) throw new PlatformError('FunctionNotFound', `FUNCTION_NOT_FOUND: ${name}`, requestId);
    const request = createRequest(manifest, spaceId, requestId, invokeOptions);
    const { SOURCE, uniIdToken } = request.context;
    const about = { type: 'invoke' as const, name, source: SOURCE, requestId, ...urlOf(input), input };
    const startedAt = performance.now();
    onEvent({ ...about, phase: 'start' });
    let failed = true;
    let result: unknown;
    try {
      const event = transport(input, 'RequestContentLength.Exceeded') ?? {};
      // 客户端的登录凭证在 event 与 context 里各有一份。
      if (SOURCE === 'client' && uniIdToken && typeof event === 'object') (event as Document)['uniIdToken'] ??= uniIdToken;
      result = transport(await poolOf(manifest).run(event, request, timeoutOf(manifest, SOURCE)), 'ResponseContentLength.Exceeded');
      failed = false;
      return result;
    } finally {
      onEvent({ ...about, phase: 'end', result, ms: performance.now() - startedAt, failed });
    }
  };

  const app = new Hono();
  mountClientProtocol(app, { spaceId, clientSecret, invoke, exists: (name) => byName.has(name), newRequestId });
  mountFunctionUrls(app, manifests, invoke, options.forceBase64Body ?? false);

  const closePools = (): void => {
    for (const pool of pools.values()) pool.close();
  };
  const runTimer = (name: string): Promise<unknown> => invoke(name, timerEvent(clock()), { source: 'timing' });
  let stopTimers: (() => void) | undefined;
  const database = Object.assign(new LocalDatabase(engine, createOperationPort()), {
    raw: (collection: string) => inspect(engine, collection),
  });
  return {
    app,
    functions: manifests,
    invoke,
    runTimer,
    startTimers: () => {
      stopTimers ??= startTimers(manifests, runTimer);
    },
    recycle: closePools,
    database,
    async close() {
      stopTimers?.();
      closePools();
      engine.close();
    },
  };
}
