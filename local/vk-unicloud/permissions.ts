/** sys 服务的权限：角色 → 权限 → 能访问的 url（uni-id-roles、uni-id-permissions，都要 enable）。 */
import type { BaseDao } from './base-dao';
import type { Json } from './platform';

type Command = Json & { in(values: readonly unknown[]): unknown };

/** 内置角色：各自直接拥有这些级别的权限 */
const LEVELS: Readonly<Record<string, readonly number[]>> = { 'admin-lv3': [1, 2, 3], 'admin-lv2': [1, 2], 'admin-lv1': [1] };
const QUERY = 4;
const MAX_PERMISSIONS = 500;

/** `*` 代表任意文字，其余逐字比较。 */
const wildcard = (pattern: string): RegExp => new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);

const asList = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : []);

export async function permittedTo(url: string, roles: readonly string[], dao: BaseDao, command: Command): Promise<boolean> {
  const permissions = async (whereJson: Json): Promise<Json[]> =>
    (await dao.select({
      dbName: 'uni-id-permissions',
      whereJson: { ...whereJson, enable: true },
      pageSize: MAX_PERMISSIONS,
      getMain: true,
    })) as Json[];

  const owned = new Set<string>();
  for (const [role, levels] of Object.entries(LEVELS)) {
    if (roles.includes(role)) for (const row of await permissions({ level: command.in(levels) })) owned.add(String(row['permission_id']));
  }
  if (roles.includes('query-all')) {
    const readable = (await permissions({ curd_category: QUERY })).filter((row) => row['level'] !== QUERY);
    for (const row of readable) owned.add(String(row['permission_id']));
  }
  if (roles.length > 0) {
    const rows = (await dao.select({
      dbName: 'uni-id-roles',
      whereJson: { role_id: command.in(roles), enable: true },
      getMain: true,
    })) as Json[];
    for (const row of rows) for (const id of asList(row['permission'])) owned.add(id);
  }
  if (owned.size === 0) return false;

  return (await permissions({ permission_id: command.in([...owned]) })).some((row) => {
    const patterns = asList(row['url']);
    if (row['match_mode'] === 1) return patterns.some((pattern) => wildcard(pattern).test(url));
    if (row['match_mode'] === 2) return patterns.some((pattern) => pattern !== '' && new RegExp(pattern).test(url));
    return row['url'] === url;
  });
}
