/**
 * 本地 uniCloud 运行时：构建好的云函数原样运行在 Node 20 上——数据库、HTTP、定时、客户端协议，
 * 云端严格的地方这里同样严格（reference 6.4）。
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Hono } from 'hono';
import { mountClientProtocol } from './client-protocol';
import { createOperationPort, Engine, LocalDatabase, inspect, type DatabaseFault, type Document } from './database';
import { createContext, type InvokeOptions } from './functions/context';
import { ScriptCache } from './functions/loader';
import { readManifests, type FunctionManifest } from './functions/manifest';
import { InstancePool } from './functions/pool';
import type { HttpFault } from './functions/uni-cloud';
import { createDate } from './functions/virtual-date';
import { mountFunctionUrls } from './http-gateway';
import { startTimers, timerEvent } from './timers';

export type { DatabaseFault, DatabaseOperation, Document } from './database';
export type { InvokeOptions } from './functions/context';
export type { HttpFault } from './functions/uni-cloud';

export type RuntimeEvent =
  | { readonly type: 'invoke'; readonly phase: 'start' | 'end'; readonly name: string; readonly source: string; readonly requestId: string; readonly url?: string; readonly ms?: number; readonly failed?: boolean }
  | { readonly type: 'database'; readonly kind: string; readonly collection: string; readonly write: boolean; readonly ms: number; readonly failed: boolean }
  | { readonly type: 'http'; readonly method: string; readonly url: string; readonly status: number | undefined; readonly ms: number }
  | { readonly type: 'console'; readonly level: 'log' | 'error'; readonly name: string; readonly text: string };

export interface RuntimeOptions {
  /** 构建好的 cloudfunctions 目录 */
  readonly functionsDir: string;
  readonly databaseDir: string;
  /** libsql 文件或 ':memory:' */
  readonly dataFile: string;
  /** FULL：回答过的写入断电也在；NORMAL：进程被杀不丢，较快 */
  readonly synchronous?: 'FULL' | 'NORMAL';
  /** 公共模块的覆盖：模块名 → 文件 */
  readonly modules?: Readonly<Record<string, string>>;
  readonly configCenterDirs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** 毫秒；云函数通过注入的 Date 看到它 */
  readonly clock?: () => number;
  readonly spaceId?: string;
  readonly clientSecret?: string;
  readonly onEvent?: (event: RuntimeEvent) => void;
  readonly databaseFault?: DatabaseFault;
  readonly httpFault?: HttpFault;
  /** HTTP 正文一律以 base64 交给云函数（云端可能这样做） */
  readonly forceBase64Body?: boolean;
}

export interface LocalRuntime {
  readonly app: Hono;
  readonly functions: readonly FunctionManifest[];
  invoke(name: string, event: unknown, options?: InvokeOptions): Promise<unknown>;
  /** 立即触发一次定时器 */
  runTimer(name: string): Promise<unknown>;
  startTimers(): void;
  readonly database: LocalDatabase & { raw(collection: string): Document[] };
  close(): Promise<void>;
}

const RESULT_LIMIT_BYTES = 6 * 1024 * 1024;

/** 结果与事件都以 JSON 往返，与云端相同：undefined 消失、Date 变文字。 */
function jsonClone(value: unknown): unknown {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  if (text === undefined) return undefined;
  if (text.length > RESULT_LIMIT_BYTES) throw Object.assign(new Error('返回值超过 6 MB'), { code: 'ResponseContentLength.Exceeded' });
  return JSON.parse(text);
}

export async function createRuntime(options: RuntimeOptions): Promise<LocalRuntime> {
  const { functionsDir, clock = Date.now, spaceId = 'mp-local', clientSecret = 'local-secret', onEvent = () => undefined } = options;
  const engine = new Engine(options.dataFile, options.databaseDir, options.synchronous ?? 'FULL', clock);
  const port = createOperationPort(options.databaseFault, (operation, ms, failed) => onEvent({ type: 'database', kind: operation.kind, collection: operation.collection, write: operation.write, ms, failed }));
  const manifests = readManifests(functionsDir);
  const byName = new Map(manifests.map((manifest) => [manifest.name, manifest]));
  const scripts = new ScriptCache();
  const pools = new Map<string, InstancePool>();
  const newRequestId = (): string => randomBytes(12).toString('hex').replace(/^./, 'r');

  const poolOf = (manifest: FunctionManifest): InstancePool => {
    let pool = pools.get(manifest.name);
    if (!pool) pools.set(manifest.name, (pool = new InstancePool(instanceOptions(manifest))));
    return pool;
  };
  const instanceOptions = (manifest: FunctionManifest): ConstructorParameters<typeof InstancePool>[0] => ({
    loader: {
      folder: manifest.folder,
      commonDir: join(functionsDir, 'common'),
      modules: options.modules ?? {},
      configDirs: options.configCenterDirs ?? [join(functionsDir, 'common', 'uni-config-center')],
      scripts,
    },
    globals: { Date: createDate(clock), process: ownProcess(options.env ?? {}), console: ownConsole(manifest.name, onEvent) },
    services: {
      database: new LocalDatabase(engine, port),
      callFunction: (name, data) => invoke(name, data, { source: 'function' }),
      noteHttp: (entry) => onEvent({ type: 'http', ...entry }),
      ...(options.httpFault ? { httpFault: options.httpFault } : {}),
    },
  });

  const invoke = async (name: string, event: unknown, invokeOptions: InvokeOptions = {}): Promise<unknown> => {
    const manifest = byName.get(name);
    if (!manifest) throw Object.assign(new Error(`FUNCTION_NOT_FOUND: ${name}`), { code: 'FunctionNotFound' });
    const requestId = invokeOptions.requestId ?? newRequestId();
    const context = createContext(name, spaceId, requestId, invokeOptions);
    const url = (event as { $url?: unknown; path?: unknown } | null)?.$url ?? (event as { path?: unknown } | null)?.path;
    const about = { type: 'invoke' as const, name, source: context.SOURCE, requestId, ...(typeof url === 'string' ? { url } : {}) };
    const startedAt = performance.now();
    onEvent({ ...about, phase: 'start' });
    let failed = true;
    try {
      const result = jsonClone(await poolOf(manifest).run(jsonClone(event) ?? {}, context, manifest.timeoutMs));
      failed = false;
      return result;
    } finally {
      onEvent({ ...about, phase: 'end', ms: performance.now() - startedAt, failed });
    }
  };

  const app = new Hono();
  mountClientProtocol(app, { spaceId, clientSecret, invoke, exists: (name) => byName.has(name), newRequestId });
  mountFunctionUrls(app, manifests, invoke, options.forceBase64Body ?? false);

  const runTimer = (name: string): Promise<unknown> => invoke(name, timerEvent(clock()), { source: 'timing' });
  let stopTimers: (() => void) | undefined;
  const database = Object.assign(new LocalDatabase(engine, createOperationPort(undefined, () => undefined)), { raw: (collection: string) => inspect(engine, collection) });
  return {
    app,
    functions: manifests,
    invoke,
    runTimer,
    startTimers: () => {
      stopTimers ??= startTimers(manifests, runTimer);
    },
    database,
    async close() {
      stopTimers?.();
      engine.close();
    },
  };
}

/** 函数看到的 process：环境变量是自己的一份，其余是真的。 */
function ownProcess(env: Readonly<Record<string, string>>): NodeJS.Process {
  const own = Object.create(process) as NodeJS.Process;
  Object.defineProperty(own, 'env', { value: { ...env, TZ: 'UTC' }, writable: true });
  return own;
}

function ownConsole(name: string, onEvent: (event: RuntimeEvent) => void): Console {
  const note = (level: 'log' | 'error') => (...args: unknown[]): void => onEvent({ type: 'console', level, name, text: args.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(' ') });
  return Object.assign(Object.create(console) as Console, { log: note('log'), info: note('log'), debug: note('log'), warn: note('error'), error: note('error') });
}
