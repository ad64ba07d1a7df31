/** uni-id 的用户表与角色表：登录是否还有效、能做什么、openid。只读；一次请求只读一行用户，只取用得着的字段。 */
import { manifestOf, payWayOf, PROVIDERS, type Platform, type ProviderName } from '../../../../../../common/contract/channels';
import type { Vk } from '../kernel/vk';

/** 用户的一行；表不归我们管，字段都可能没有。 */
export type UserRow = Readonly<Record<string, unknown>>;

const FIELDS: Readonly<Record<string, true>> = Object.fromEntries(
  ['status', 'token', 'role', ...PROVIDERS.map((provider) => manifestOf(provider).openidField)].map((field) => [field, true]),
);

export async function findUser(vk: Vk, user_id: string): Promise<UserRow | undefined> {
  return (await vk.baseDao.findById({ dbName: 'uni-id-users', id: user_id, fieldJson: { ...FIELDS } })) ?? undefined;
}

/** 一个人最多算这么多个角色，与框架相同。 */
const MAX_ROLES = 10;

/** 这些角色一共有哪些 uni-id 权限；停用的角色不算。 */
export async function permissionsOf(vk: Vk, roles: readonly string[]): Promise<ReadonlySet<unknown>> {
  const { rows } = await vk.baseDao.select({
    dbName: 'uni-id-roles',
    whereJson: { role_id: vk.getUnicloud()._.in(roles), enable: true },
    fieldJson: { permission: true },
    pageIndex: 1,
    pageSize: MAX_ROLES,
    getCount: false,
  });
  return new Set(rows.flatMap(({ permission }): unknown[] => (Array.isArray(permission) ? permission : [])));
}

/**
 * openid 字段里的键有几种写法：uni-id-pages 写 `mp`、`h5`，几个应用共用一张用户表时写 `mp_<应用 AppID>`；
 * uni-id 写端的名字，网页端按 `preferedWebPlatform` 又有 `web-weixin`。
 */
function keysOf(openidKey: string, platform: Platform, appId: string | undefined): string[] {
  const names = [openidKey, platform, ...(platform.startsWith('h5-') ? [platform.replace('h5-', 'web-')] : [])];
  return names.flatMap((name) => (appId ? [`${name}_${appId}`, name] : [name]));
}

/** 付款人在这个端的 openid；不需要指明付款人的端、用户没有的都是 undefined。字段可能是文字（只有一个端），也可能按端区分。 */
export function openidOf(row: UserRow | undefined, provider: ProviderName, platform: Platform, appId?: string): string | undefined {
  const openidKey = payWayOf(provider, platform)?.openidKey;
  if (row === undefined || openidKey === undefined) return undefined;
  const value = row[manifestOf(provider).openidField];
  const candidates =
    typeof value === 'object' && value !== null
      ? keysOf(openidKey, platform, appId).map((key) => (value as Record<string, unknown>)[key])
      : [value];
  return candidates.find((own): own is string => typeof own === 'string' && own !== '');
}

/** 这种付款要不要指明付款人。 */
export function needsOpenid(provider: ProviderName, platform: Platform): boolean {
  return payWayOf(provider, platform)?.openidKey !== undefined;
}
