/**
 * 没有 vk-unicloud 的项目：把我们用到的那几样直接建在 uniCloud 上。只有用到的，语义与框架相同；
 * 项目装了框架就从不用它（兼容包的 vk-uni-pay/framework.js）。
 */
import { createHash } from 'node:crypto';
import type { BaseDao, CacheManage, ConfigCenter, DatabaseCommand, DatabaseHandle, Document, Vk, VkRequestOptions, VkResponse } from './vk';

interface Answered {
  readonly id?: string;
  readonly data?: unknown;
  readonly total?: number;
  readonly updated?: number;
  readonly deleted?: number;
  readonly doc?: Document;
}
interface Reference {
  get(): Promise<Answered>;
  set(data: Document): Promise<Answered>;
  update(data: Document): Promise<Answered>;
  remove(): Promise<Answered>;
}
interface Query {
  where(condition: Document): Query;
  field(fields: Document): Query;
  orderBy(name: string, type: string): Query;
  skip(count: number): Query;
  limit(count: number): Query;
  get(): Promise<Answered>;
  count(): Promise<Answered>;
  update(data: Document): Promise<Answered>;
  updateAndReturn(data: Document): Promise<Answered>;
  remove(): Promise<Answered>;
}
interface Collection extends Query {
  add(data: Document): Promise<Answered>;
  doc(id: string): Reference & Query;
}
interface Database {
  collection(name: string): Collection;
  readonly command: DatabaseCommand;
  startTransaction(): Promise<Database & { commit(): Promise<unknown>; rollback(): Promise<unknown> }>;
}
interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly data: unknown;
}
declare const uniCloud: {
  database(): Database;
  readonly httpclient: { request(url: string, options: object): Promise<HttpAnswer> };
};

const first = ({ data }: Answered): Document | null => {
  const row: unknown = Array.isArray(data) ? (data as unknown[])[0] : data;
  return typeof row === 'object' && row !== null ? (row as Document) : null;
};

function daoOn(db: Database): BaseDao {
  const on = (handle: DatabaseHandle | undefined, name: string): Collection =>
    ((handle as unknown as Database | undefined) ?? db).collection(name);
  return {
    async add({ dbName, dataJson, db: handle }) {
      return (await on(handle, dbName).add(dataJson)).id ?? null;
    },
    async findById({ dbName, id, fieldJson, db: handle }) {
      // 事务里的 doc 没有 field
      const found = fieldJson && !handle ? on(handle, dbName).where({ _id: id }).field(fieldJson).limit(1) : on(handle, dbName).doc(id);
      return first(await found.get());
    },
    async findByWhereJson({ dbName, whereJson, fieldJson }) {
      const query = db.collection(dbName).where(whereJson);
      return first(await (fieldJson ? query.field(fieldJson) : query).limit(1).get());
    },
    async select({ dbName, whereJson, pageIndex = 1, pageSize = 10, sortArr = [], fieldJson, getCount = false }) {
      const found = (): Query =>
        whereJson && Object.keys(whereJson).length > 0 ? db.collection(dbName).where(whereJson) : db.collection(dbName);
      const sorted = sortArr.reduce((query, { name, type }) => query.orderBy(name, type), fieldJson ? found().field(fieldJson) : found());
      const { data } = await sorted
        .skip((pageIndex - 1) * pageSize)
        .limit(pageSize + 1)
        .get();
      const rows = Array.isArray(data) ? (data as Document[]) : [];
      const total = getCount ? ((await found().count()).total ?? 0) : 0;
      return { rows: rows.slice(0, pageSize), hasMore: rows.length > pageSize, total };
    },
    count: async ({ dbName, whereJson }) => (await db.collection(dbName).where(whereJson).count()).total ?? 0,
    update: async ({ dbName, whereJson, dataJson }) => (await db.collection(dbName).where(whereJson).update(dataJson)).updated ?? 0,
    updateById: async ({ dbName, id, dataJson, db: handle }) => (await on(handle, dbName).doc(id).update(dataJson)).updated ?? 0,
    async updateAndReturn({ dbName, whereJson, dataJson, db: handle }) {
      if (!handle) return (await db.collection(dbName).where(whereJson).updateAndReturn(dataJson)).doc;
      // 事务里只有按 doc 的操作；条件先核对，事务保证其间不变。
      const { _id, ...rest } = whereJson;
      const row = first(await on(handle, dbName).doc(String(_id)).get());
      if (!row || Object.entries(rest).some(([key, value]) => row[key] !== value)) return undefined;
      return (await on(handle, dbName).doc(String(_id)).updateAndReturn(dataJson)).doc;
    },
    async setById({ dbName, dataJson, db: handle, ...named }) {
      const { _id, ...values } = dataJson;
      const id = (named as { readonly id?: string }).id ?? String(_id);
      return on(handle, dbName).doc(id).set(values);
    },
    async del({ dbName, whereJson }) {
      if (Object.keys(whereJson).length === 0) return 0;
      return (await db.collection(dbName).where(whereJson).remove()).deleted ?? 0;
    },
    async startTransaction() {
      return (await db.startTransaction()) as unknown as Awaited<ReturnType<BaseDao['startTransaction']>>;
    },
  };
}

/** 只在这个实例里；过了时候就当没有。 */
function memoryCache(): CacheManage {
  const kept = new Map<string, { readonly value: unknown; readonly until: number }>();
  return {
    async get(key) {
      const found = kept.get(key);
      return found && found.until > Date.now() ? found.value : undefined;
    },
    async set(key, value, second = 0) {
      kept.set(key, { value, until: second > 0 ? Date.now() + second * 1000 : Infinity });
    },
    async del(key) {
      kept.delete(key);
    },
  };
}

async function request({ url, needOriginalRes: _needed, ...options }: VkRequestOptions): Promise<VkResponse> {
  const { status, headers, data } = await uniCloud.httpclient.request(url, options);
  return { status, headers, data };
}

/**
 * @param cause 为什么用不了框架：装了却坏了的不替它遮掩
 * @throws 原来的错误
 */
export function createOwnFramework(requireFn: (name: string) => unknown, cause?: unknown): Vk {
  const { code, message = '' } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  if (cause !== undefined && code !== 'MODULE_NOT_FOUND' && !/缺少配置|config/i.test(message)) throw cause;
  const db = uniCloud.database();
  const cache = memoryCache();
  const optional = (name: string): unknown => {
    try {
      return requireFn(name);
    } catch {
      return undefined;
    }
  };
  const unicloud = {
    db,
    _: db.command,
    configCenter: requireFn('uni-config-center') as ConfigCenter,
    requireFn,
    uniID: optional('uni-id-common') ?? optional('uni-id'),
  };
  return {
    baseDao: daoOn(db),
    request,
    getCacheManage: () => cache,
    globalDataCache: cache,
    getUnicloud: () => unicloud,
    md5: (text: string) => createHash('md5').update(text).digest('hex'),
  } as Vk;
}
