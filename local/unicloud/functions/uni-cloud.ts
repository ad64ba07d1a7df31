/** 云函数里的 `uniCloud` 对象（docs/protocols/unicloud.md §1.4）。是类的实例，原型可扩展：框架会往原型上挂东西。 */
import urllib, { type RequestOptions } from 'urllib';
import type { LocalDatabase, NativeDatabase } from '../database';
import { errorText } from '../error-text';
import { PlatformError } from '../platform-error';
import { throughPort, type Fault, type Latency, type PortHooks, type PortOwner } from '../port';
import { importedObject } from './cloud-object';
import type { Request } from './context';
import { initI18n, type I18n, type I18nOptions } from './i18n';

/** 一次出站请求。 */
export interface HttpCall {
  readonly url: string;
  readonly method: string;
}
export type HttpLatency = Latency<HttpCall>;
export type HttpFault = Fault<HttpCall>;

export interface UniCloudServices {
  readonly database: LocalDatabase;
  readonly console: Console;
  readonly owner: PortOwner;
  /** 请求没有时限 */
  readonly patient?: boolean;
  callFunction(name: string, data: unknown, requestId: string): Promise<unknown>;
  newRequestId(): string;
  /** 正在处理的请求 */
  current(): Request | undefined;
  noteHttp(entry: { url: string; method: string; status: number | undefined; ms: number }): void;
  readonly httpHooks: PortHooks<HttpCall>;
  /** 空间的 Redis；没有勾选扩展的函数没有这个方法，勾选了而空间没有开通的，调用时抛出 */
  readonly redis?: () => object;
}

interface HttpResult {
  status: number;
  headers: unknown;
  data: unknown;
}

const HTTP_TIMEOUT_MS = 5000;
/** 时间不由真实的钟说了算时，请求等多久：连不上的马上就知道，慢的总会答 */
const PATIENT = { timeout: 600_000 } as const;

/** 云端的 httpclient 是 urllib 实例；结果只保留文档里有的三个字段。 */
async function request(services: UniCloudServices, url: string, options: RequestOptions = {}): Promise<HttpResult> {
  const method = String(options.method ?? 'GET').toUpperCase();
  const startedAt = performance.now();
  let status: number | undefined = undefined;
  return services.owner.guard(`请求 ${method} ${url}`, async () => {
    try {
      const result = await throughPort(services.httpHooks, services.owner, { url, method }, () =>
        urllib.request(url, { timeout: HTTP_TIMEOUT_MS, ...options, ...(services.patient ? PATIENT : {}) }),
      );
      const answered = result.res.statusCode ?? 0;
      status = answered;
      return { status: answered, headers: result.res.headers, data: result.data as unknown };
    } finally {
      services.noteHttp({ url, method, status, ms: performance.now() - startedAt });
    }
  });
}

interface PlainRequest {
  url: string;
  method?: string;
  data?: unknown;
  header?: Record<string, string>;
  /** 毫秒，缺省 60 秒 */
  timeout?: number;
  dataType?: string;
  responseType?: 'text' | 'buffer';
}

class UniCloud {
  readonly httpclient: { request(url: string, options?: RequestOptions): Promise<HttpResult> };
  readonly logger: Console;
  readonly #services: UniCloudServices;

  constructor(services: UniCloudServices) {
    this.#services = services;
    this.logger = services.console;
    this.httpclient = { request: (url, options) => request(services, url, options) };
  }

  database(): LocalDatabase {
    return this.#services.database;
  }

  /** 扩展数据库才有的（§2.7）；本地只用来列出索引。 */
  async databaseForNative(): Promise<NativeDatabase> {
    return this.#services.database.native();
  }

  initI18n(options?: I18nOptions): I18n {
    return initI18n(options);
  }

  /** @throws PlatformError 对方抛错（FunctionBizError）、不存在或超时 */
  callFunction({ name, data }: { name: string; data?: unknown }): Promise<{ result: unknown; requestId: string }> {
    const { owner, callFunction, newRequestId } = this.#services;
    const requestId = newRequestId();
    return owner.guard(`调用云函数 ${name}`, async () => {
      try {
        return { result: await callFunction(name, data ?? {}, requestId), requestId };
      } catch (error) {
        throw new PlatformError(error instanceof PlatformError ? error.code : 'FunctionBizError', errorText(error), requestId);
      }
    });
  }

  /** 云对象（docs/protocols/unicloud.md §1.12）。 */
  importObject(name: string): object {
    return importedObject(name, (data) => this.callFunction({ name, data }));
  }

  /** uniCloud.request（3.8.10+）：默认 60 秒、JSON。 */
  async request(options: PlainRequest): Promise<{ statusCode: number; data: unknown; header: unknown }> {
    const { url, method = 'GET', data, header = {}, timeout = 60_000, dataType = 'json', responseType = 'text' } = options;
    const asForm = Object.entries(header).some(
      ([name, value]) => name.toLowerCase() === 'content-type' && value.includes('x-www-form-urlencoded'),
    );
    const result = await request(this.#services, url, {
      method: method as NonNullable<RequestOptions['method']>,
      data,
      headers: header,
      timeout,
      ...(responseType === 'buffer' ? {} : { dataType: dataType === 'json' ? 'json' : 'text' }),
      ...(method.toUpperCase() === 'GET' || asForm ? {} : { contentType: 'json' }),
    });
    return { statusCode: result.status, data: result.data, header: result.headers };
  }

  // 下面三个在云端返回数组，因为一个实例可以同时服务多个请求；这里并发度恒为 1。
  getRequestList(): string[] {
    const current = this.#services.current();
    return current ? [current.context.requestId] : [];
  }
  getClientInfos(): object[] {
    const current = this.#services.current();
    if (!current) return [];
    const { requestId, CLIENTIP, CLIENTUA, SOURCE } = current.context;
    return [{ ...current.clientInfo, requestId, clientIP: CLIENTIP, userAgent: CLIENTUA, source: SOURCE }];
  }
  getCloudInfos(): object[] {
    const current = this.#services.current();
    if (!current) return [];
    const { SPACEINFO, FUNCTION_NAME, FUNCTION_TYPE, requestId } = current.context;
    return [
      { provider: SPACEINFO.provider, spaceId: SPACEINFO.spaceId, functionName: FUNCTION_NAME, functionType: FUNCTION_TYPE, requestId },
    ];
  }
}

/** 每个函数实例自己的 uniCloud；原型也是自己的，挂上去的东西不会串到别的函数。 */
export function createUniCloud(services: UniCloudServices): object {
  const Own = class extends UniCloud {};
  if (services.redis) Object.defineProperty(Own.prototype, 'redis', { value: services.redis, configurable: true, writable: true });
  return new Own(services);
}
