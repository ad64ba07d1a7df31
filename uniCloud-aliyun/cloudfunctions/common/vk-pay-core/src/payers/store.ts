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

/** 昵称；没有填过的为空。 */
export async function nicknameOf(vk: Vk, user_id: string): Promise<string> {
  const row = await vk.baseDao.findById({ dbName: 'uni-id-users', id: user_id, fieldJson: { nickname: true } });
  const nickname = row?.['nickname'];
  return typeof nickname === 'string' ? nickname : '';
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

/** 付款人在这个端的 openid；不需要指明付款人的端、用户没有的都是 undefined。字段可能是文字（只有一个端），也可能按端区分。 */
export function openidOf(row: UserRow | undefined, provider: ProviderName, platform: Platform, appId?: string): string | undefined {
  const names = payWayOf(provider, platform)?.openidKeys;
  if (row === undefined || names === undefined) return undefined;
  const value = row[manifestOf(provider).openidField];
  if (typeof value !== 'object' || value === null) return textOrNothing(value);
  const own = value as Readonly<Record<string, unknown>>;
  // 几个应用共用一张用户表时，键后面带着应用（DCloud AppID）：先认这个应用自己的。
  return names
    .flatMap((name) => (appId ? [`${name}_${appId}`, name] : [name]))
    .map((key) => textOrNothing(own[key]))
    .find((found) => found !== undefined);
}

const textOrNothing = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** 这种付款要不要指明付款人。 */
export function needsOpenid(provider: ProviderName, platform: Platform): boolean {
  return payWayOf(provider, platform)?.openidKeys !== undefined;
}
