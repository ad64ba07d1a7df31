/** 替身用到的 uniCloud 能力（docs/protocols/vk-unicloud.md §11）。 */

export type Json = Record<string, unknown>;

export interface Query {
  where(condition: unknown): Query;
  orderBy(field: string, direction: 'asc' | 'desc'): Query;
  skip(count: number): Query;
  limit(count: number): Query;
  field(fields: Json): Query;
  get(): Promise<{ data: Json[] }>;
  count(): Promise<{ total: number }>;
  update(data: Json): Promise<{ updated: number }>;
  remove(): Promise<{ deleted: number }>;
  updateAndReturn(data: Json): Promise<{ doc: Json | null }>;
}
export interface DocumentHandle {
  get(): Promise<{ data: Json[] | Json | null }>;
  field(fields: Json): DocumentHandle;
  update(data: Json): Promise<{ updated: number }>;
  updateAndReturn(data: Json): Promise<{ doc: Json | null }>;
  set(data: Json): Promise<{ updated: number; upsertedId: string | null }>;
  remove(): Promise<{ deleted: number }>;
}
export interface Aggregate {
  match(value: unknown): Aggregate;
  group(value: unknown): Aggregate;
  sort(value: unknown): Aggregate;
  skip(value: number): Aggregate;
  limit(value: number): Aggregate;
  sample(value: unknown): Aggregate;
  project(value: unknown): Aggregate;
  end(): Promise<{ data: Json[] }>;
}
export interface Collection extends Query {
  doc(id: string): DocumentHandle;
  add(data: Json | Json[]): Promise<{ id?: string; ids?: string[] }>;
  aggregate(): Aggregate;
}
export interface Database {
  collection(name: string): Collection;
  readonly command: Json & {
    inc(value: number): unknown;
    in(values: readonly unknown[]): unknown;
    nin(values: readonly unknown[]): unknown;
    neq(value: unknown): unknown;
    set(value: unknown): unknown;
    gt(value: unknown): { lte(value: unknown): unknown };
    aggregate: Json & {
      sum(value: unknown): unknown;
      avg(value: unknown): unknown;
      max(value: unknown): unknown;
      min(value: unknown): unknown;
    };
  };
  startTransaction(): Promise<Database & { commit(): Promise<unknown>; rollback(): Promise<unknown> }>;
}
export interface HttpResponse {
  status: number;
  headers: unknown;
  data: unknown;
}
export interface UniCloud {
  /** 勾选了 uni-cloud-redis 扩展的云函数才有 */
  redis?: () => object;
  database(): Database;
  readonly httpclient: { request(url: string, options: Json): Promise<HttpResponse> };
  callFunction(input: { name: string; data: unknown }): Promise<{ result: unknown }>;
  vk?: unknown;
  env?: unknown;
  context?: unknown;
}

export interface Context extends Json {
  SOURCE?: string;
  requestId?: string;
  FUNCTION_NAME?: string;
  CLIENTIP?: string;
  CLIENTUA?: string;
  PLATFORM?: string;
  APPID?: string;
  LOCALE?: string;
  OS?: string;
  DEVICEID?: string;
  uniIdToken?: string;
}

export interface UniId {
  checkToken(
    token: unknown,
    options: { needPermission?: boolean; needUserInfo: boolean },
  ): Promise<Json & { code?: unknown; uid?: string; userInfo?: Json; token?: string; tokenExpired?: number }>;
}
