/**
 * 看数据库里有什么索引（docs/protocols/unicloud.md §2.7）。两条路：
 * - 扩展数据库有 `uniCloud.databaseForNative()`，得到官方驱动的 Db，列得出来；本地运行时照它的样子给出 SQLite 里真有的。
 * - 内置数据库没有任何列出索引的接口。唯一索引可以试：在一个必定回滚的事务里写两条同样的，第二条被拒绝就是有。
 *   不唯一的索引试不出来：有没有它，同一个查询的结果一样，只差快慢。
 */
import { ADMIN_ROLE } from '../../../../../../common/contract/staff-permissions';
import { isDuplicateKey } from '../kernel/duplicate-key';
import type { Kernel } from '../kernel/kernel';
import { inTransaction } from '../ledger/transaction';
import type { Document, Vk } from '../kernel/vk';
import type { DeclaredIndex } from './declared-indexes';

/** 数据库里真有的一个索引。 */
export interface FoundIndex {
  readonly fields: readonly string[];
  readonly unique: boolean;
  readonly sparse: boolean;
}

interface NativeDatabase {
  collection(name: string): { indexes(): Promise<readonly Document[]> };
}
declare const uniCloud: { readonly databaseForNative?: (options: object) => Promise<NativeDatabase> } | undefined;

/** MongoDB 对不存在的集合答 NamespaceNotFound。 */
const isMissingCollection = (error: unknown): boolean => {
  const { code, codeName } = (error ?? {}) as { readonly code?: unknown; readonly codeName?: unknown };
  return code === 26 || codeName === 'NamespaceNotFound';
};

/** 集合 → 它真有的索引。 */
export type IndexLister = (collection: string) => Promise<readonly FoundIndex[]>;

/** 这个空间列不出来（内置数据库）为 undefined。 */
export async function indexLister(): Promise<IndexLister | undefined> {
  if (typeof uniCloud === 'undefined' || typeof uniCloud.databaseForNative !== 'function') return undefined;
  const db = await uniCloud.databaseForNative({});
  return async (collection) => {
    try {
      return (await db.collection(collection).indexes()).map((row) => ({
        fields: Object.keys((row['key'] ?? {}) as object),
        unique: row['unique'] === true,
        sparse: row['sparse'] === true,
      }));
    } catch (error) {
      if (isMissingCollection(error)) return [];
      throw error;
    }
  };
}

/** 不管写成没写成，一律回滚。 */
const UNDO = Symbol('试过就撤销');

/** 两条都写得下答 false，第二条因重复被拒绝答 true；一条也不留下。@throws 数据库别的错误 */
async function refusesSecond(k: Kernel, dbName: string, rows: readonly [Document, Document]): Promise<boolean> {
  try {
    await inTransaction(k, async (db) => {
      for (const dataJson of rows) await k.vk.baseDao.add({ dbName, dataJson, db, cancelAddTime: true });
      throw UNDO;
    });
    return false;
  } catch (error) {
    if (error === UNDO) return false;
    if (isDuplicateKey(error)) return true;
    throw error;
  }
}

/** `a.b` → `{ a: { b: 值 } }` */
const nested = (path: string, value: unknown): Document =>
  path.split('.').reduceRight<unknown>((inner, step) => ({ [step]: inner }), value) as Document;

/**
 * 试一个唯一索引。写的值是随机的，谁也碰不上；事务从不提交，别人看不见。
 * @returns 有没有；该稀疏的还试两条都没有这个字段时写不写得下
 * @throws 数据库的错误（集合还没有建……）
 */
export async function probeUnique(
  k: Kernel,
  { collection, fields, ...wanted }: DeclaredIndex,
): Promise<{ unique: boolean; sparse: boolean }> {
  const mark = `index-probe-${k.ids.nonce()}`;
  const row = (suffix: string): Document => ({ _id: `${mark}-${suffix}` });
  const filled = Object.assign({}, ...fields.map((path) => nested(path, mark))) as Document;
  const unique = await refusesSecond(k, collection, [
    { ...row('a'), ...filled },
    { ...row('b'), ...filled },
  ]);
  const sparse = unique && wanted.sparse && !(await refusesSecond(k, collection, [row('c'), row('d')]));
  return { unique, sparse };
}

/** 权限 → 它放行的服务；停用的不算。 */
export async function permissionUrls({ baseDao }: Vk): Promise<ReadonlyMap<unknown, readonly unknown[]>> {
  const { rows } = await baseDao.select({
    dbName: 'uni-id-permissions',
    whereJson: { enable: true },
    fieldJson: { permission_id: true, url: true },
    pageIndex: 1,
    pageSize: 1000,
    getCount: false,
  });
  return new Map(rows.map(({ permission_id, url }) => [permission_id, Array.isArray(url) ? (url as unknown[]) : []]));
}

/** 启用着的角色。 */
export async function roleIds({ baseDao }: Vk): Promise<ReadonlySet<unknown>> {
  const { rows } = await baseDao.select({
    dbName: 'uni-id-roles',
    whereJson: { enable: true },
    fieldJson: { role_id: true },
    pageIndex: 1,
    pageSize: 1000,
    getCount: false,
  });
  return new Set(rows.map(({ role_id }) => role_id));
}

/** 有没有一个用户处理得了事。 */
export async function hasStaff({ baseDao, getUnicloud }: Vk): Promise<boolean> {
  const { rows } = await baseDao.select({
    dbName: 'uni-id-users',
    whereJson: { role: getUnicloud()._.in([ADMIN_ROLE, 'pay-admin']) },
    fieldJson: { _id: true },
    pageIndex: 1,
    pageSize: 1,
    getCount: false,
  });
  return rows.length > 0;
}
