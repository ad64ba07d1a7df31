/** 云函数里的 `uniCloud` 对象（reference 1.4）。是类的实例，原型可扩展：框架会往原型上挂东西。 */
import urllib, { type RequestOptions } from 'urllib';
import type { LocalDatabase } from '../database';
import type { CloudContext } from './context';

export type HttpFault = (request: { url: string; method: string }, phase: 'before' | 'after') => void | Promise<void>;

export interface UniCloudServices {
  readonly database: LocalDatabase;
  callFunction(name: string, data: unknown): Promise<unknown>;
  /** 当前请求的 context */
  current(): CloudContext | undefined;
  noteHttp(entry: { url: string; method: string; status: number | undefined; ms: number }): void;
  readonly httpFault?: HttpFault;
}

const HTTP_TIMEOUT_MS = 5000;

/** 云端的 httpclient 是 urllib 实例；结果只保留文档里有的三个字段。 */
async function request(services: UniCloudServices, url: string, options: RequestOptions & { header?: Record<string, string> } = {}): Promise<{ status: number; headers: unknown; data: unknown }> {
  const method = String(options.method ?? 'GET').toUpperCase();
  const startedAt = performance.now();
  let status: number | undefined = undefined;
  try {
    await services.httpFault?.({ url, method }, 'before');
    const { vk: _vk, ...plain } = options as Record<string, unknown>;
    const result = await urllib.request(url, { timeout: HTTP_TIMEOUT_MS, ...(plain as RequestOptions) });
    await services.httpFault?.({ url, method }, 'after');
    const answered = result.res.statusCode ?? 0;
    status = answered;
    return { status: answered, headers: result.res.headers, data: result.data };
  } finally {
    services.noteHttp({ url, method, status, ms: performance.now() - startedAt });
  }
}

export class UniCloud {
  readonly httpclient: { request(url: string, options?: RequestOptions): Promise<{ status: number; headers: unknown; data: unknown }> };
  readonly logger = console;
  readonly #services: UniCloudServices;

  constructor(services: UniCloudServices) {
    this.#services = services;
    this.httpclient = { request: (url, options) => request(services, url, options) };
  }

  database(): LocalDatabase {
    return this.#services.database;
  }

  async callFunction({ name, data }: { name: string; data?: unknown }): Promise<{ result: unknown; requestId: string }> {
    const result = await this.#services.callFunction(name, data ?? {});
    return { result, requestId: this.#services.current()?.requestId ?? '' };
  }

  /** uniCloud.request（3.8.10+）：默认 60 秒、JSON。 */
  async request(options: { url: string; method?: string; data?: unknown; header?: Record<string, string>; timeout?: number; dataType?: string }): Promise<{ statusCode: number; data: unknown; header: unknown }> {
    const { url, method = 'GET', data, header, timeout = 60_000, dataType = 'json' } = options;
    const result = await request(this.#services, url, { method: method as 'GET', data, headers: header, timeout, dataType, contentType: 'json' } as RequestOptions);
    return { statusCode: result.status, data: result.data, header: result.headers };
  }

  getRequestList(): string[] {
    const current = this.#services.current();
    return current ? [current.requestId] : [];
  }
  getClientInfos(): object[] {
    const current = this.#services.current();
    if (!current) return [];
    const { requestId, CLIENTIP, CLIENTUA, SOURCE, clientInfo } = current;
    return [{ ...clientInfo, requestId, clientIP: CLIENTIP, userAgent: CLIENTUA, source: SOURCE }];
  }
  getCloudInfos(): object[] {
    const current = this.#services.current();
    return current ? [{ provider: 'aliyun', spaceId: current.SPACEINFO.spaceId, functionName: current.FUNCTION_NAME, functionType: current.FUNCTION_TYPE, requestId: current.requestId }] : [];
  }
}
