/**
 * vk-unicloud 框架里本模块用到的那一小部分的类型（reference：vk.baseDao / vk.request / getUnicloud / getCacheManage）。
 * 只声明确实存在的方法与语义；没有列出的一律不用。
 */
import type { LookupFunction } from 'node:net';

export type Document = Record<string, unknown>;
/** 数据库或事务对象；对本模块不透明，只负责传递。 */
export type DatabaseHandle = object;

/** db.command 里用到的操作符。 */
export interface DatabaseCommand {
  gt(value: unknown): ChainableCondition;
  gte(value: unknown): ChainableCondition;
  lt(value: unknown): ChainableCondition;
  lte(value: unknown): ChainableCondition;
  in(values: readonly unknown[]): unknown;
  nin(values: readonly unknown[]): unknown;
  neq(value: unknown): unknown;
  exists(value: boolean): unknown;
  inc(value: number): unknown;
  set(value: unknown): unknown;
  push(value: unknown): unknown;
  remove(): unknown;
}
export interface ChainableCondition {
  lt(value: unknown): ChainableCondition;
  lte(value: unknown): ChainableCondition;
}

export interface BaseDao {
  add(input: { dbName: string; dataJson: Document; db?: DatabaseHandle; cancelAddTime?: boolean }): Promise<string | null>;
  findById(input: { dbName: string; id: string; fieldJson?: Document; db?: DatabaseHandle }): Promise<Document | null | undefined>;
  findByWhereJson(input: { dbName: string; whereJson: Document; fieldJson?: Document }): Promise<Document | null>;
  select(input: {
    dbName: string;
    whereJson?: Document;
    pageIndex?: number;
    pageSize?: number;
    sortArr?: readonly { name: string; type: 'asc' | 'desc' }[];
    fieldJson?: Document;
    getCount?: boolean;
    hasMore?: boolean;
  }): Promise<{ rows: Document[]; hasMore: boolean; total: number }>;
  count(input: { dbName: string; whereJson: Document }): Promise<number>;
  update(input: { dbName: string; whereJson: Document; dataJson: Document }): Promise<number>;
  updateById(input: { dbName: string; id: string; dataJson: Document; db?: DatabaseHandle }): Promise<number>;
  updateAndReturn(input: {
    dbName: string;
    whereJson: Document;
    dataJson: Document;
    db?: DatabaseHandle;
  }): Promise<Document | null | undefined>;
  setById(input: { dbName: string; id: string; dataJson: Document; db?: DatabaseHandle }): Promise<unknown>;
  /** 条件为空时什么也不删 */
  del(input: { dbName: string; whereJson: Document }): Promise<number>;
  startTransaction(): Promise<Transaction>;
}
export interface Transaction {
  commit(): Promise<unknown>;
  rollback(): Promise<unknown>;
}

export interface CacheManage {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, second?: number): Promise<unknown>;
  del(key: string): Promise<unknown>;
}

/** vk.request 的入参与 needOriginalRes 答复。 */
export interface VkRequestOptions {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  content?: string | Buffer;
  /** `default` 得到原始字节（Buffer） */
  dataType: 'text' | 'default';
  needOriginalRes: true;
  timeout: number;
  /** 下面的原样交给 urllib */
  lookup?: LookupFunction;
  followRedirect?: false;
  /** 原样交给 urllib：连接从哪个池里取 */
  agent?: object;
  httpsAgent?: object;
}
export interface VkResponse {
  status: number;
  headers: Record<string, unknown>;
  data: unknown;
}

export type ConfigCenter = (options: { pluginId: string }) => { requireFile(name: string): unknown };

export interface Vk {
  readonly baseDao: BaseDao;
  request(options: VkRequestOptions): Promise<VkResponse>;
  /** 2.18 起 */
  getCacheManage?(options?: { mode?: string }): CacheManage;
  readonly globalDataCache: CacheManage;
  /** 空间开通了 Redis、云函数勾选了扩展才有；没有开通时调用它会抛出 */
  redis?(): unknown;
  getUnicloud(): {
    readonly db: unknown;
    readonly _: DatabaseCommand;
    readonly configCenter?: ConfigCenter;
    readonly requireFn?: (name: string) => unknown;
  };
}

/** uniCloud 云函数 context 里用到的字段。 */
export interface CloudContext {
  readonly requestId?: string;
  readonly CLIENTIP?: string;
  readonly CLIENTUA?: string;
  readonly PLATFORM?: string;
  /** 应用（DCloud AppID）；老写法大写，新写法驼峰。客户端自报，不可信 */
  readonly APPID?: string;
  readonly DEVICEID?: string;
  readonly appId?: string;
  readonly SOURCE?: string;
  readonly uniIdToken?: string;
  readonly FUNCTION_NAME?: string;
  readonly SPACEINFO?: { readonly spaceId?: string };
}

/** vk.router 传给服务的 event 里用到的字段。 */
export interface ServiceEvent {
  /** 服务名，如 `pay/kh/createPayment` */
  readonly url?: string;
  readonly data: unknown;
  /** 框架核验过的用户；kh / sys 才有，仍需自己再查 */
  readonly uid?: string;
  readonly uniIdToken?: unknown;
  /** 过滤器的结论；令牌快过期时 uni-id 换了新的，新的在这里 */
  readonly filterResponse?: { readonly token?: unknown };
  readonly util: { readonly vk: Vk };
  readonly originalParam: { readonly event: unknown; readonly context: CloudContext };
}
