/**
 * 谁在叫云对象 uni-pay-co：客户端、HTTP，还是自己的云函数。来源由平台说，不看参数；登录凭证由 uni-id 核验，
 * 再看用户表里还认不认（payers/session）。自己的云函数替人转手的，把 clientInfo 与 uniIdToken 写在参数里。
 */
import type { ClientContext } from '../kernel/client-context';
import type { Session } from '../kernel/session';
import type { ServiceEvent, Vk } from '../kernel/vk';
import { UniRefusal } from '../compat/uni-codes';
import { userOfToken } from '../payers/names';
import { findSession } from '../payers/session';
import { permissionsOf } from '../payers/store';

type Params = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Params => typeof value === 'object' && value !== null && !Array.isArray(value);

/** 云对象的 this 里用得着的（docs/protocols/unicloud.md §1.12）。 */
export interface CloudObjectScope {
  getClientInfo(): Params;
  getCloudInfo(): Params;
  getUniIdToken(): unknown;
  getHttpInfo(): unknown;
}

interface HttpInfo {
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

export interface UniCaller {
  readonly source: string;
  readonly params: Params;
  /** 端、地址、浏览器标识；自己的云函数没有带来的没有 */
  readonly client: ClientContext | undefined;
  /** 出示的登录凭证 */
  readonly token: unknown;
}

/** HTTP 的参数：查询串，或 JSON 正文。 */
function httpParams(scope: CloudObjectScope, query: Params): Params {
  const { body, isBase64Encoded } = (scope.getHttpInfo() ?? {}) as HttpInfo;
  if (typeof body !== 'string' || body === '') return query;
  try {
    const parsed = JSON.parse(isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body) as unknown;
    return isObject(parsed) ? { ...query, ...parsed } : query;
  } catch {
    return query;
  }
}

export function callerOf(scope: CloudObjectScope, input: unknown): UniCaller {
  const own = scope.getClientInfo();
  const source = String(own['source']);
  const given = isObject(input) ? input : {};
  const params = source === 'http' ? httpParams(scope, given) : given;
  const { spaceId } = scope.getCloudInfo();
  const place = { SOURCE: source, ...(typeof spaceId === 'string' ? { SPACEINFO: { spaceId } } : {}) };
  const told = source === 'function' ? params['clientInfo'] : own;
  return {
    source,
    params,
    // 框架记日志认的是这一次请求的编号，不是转手的那一次。
    client: isObject(told) ? { ...told, ...place, requestId: String(own['requestId'] ?? '') } : undefined,
    token: source === 'function' ? params['uniIdToken'] : scope.getUniIdToken(),
  };
}

/** @returns 没有登录、凭证不认的为 undefined */
export async function sessionOf(vk: Vk, { client, token }: UniCaller): Promise<Session | undefined> {
  const uid = await userOfToken(vk, token, client ?? {});
  if (uid === undefined) return undefined;
  const event: ServiceEvent = { data: {}, uid, uniIdToken: token, util: { vk }, originalParam: { event: {}, context: client ?? {} } };
  return findSession(event);
}

const listOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** 这个人有没有其中一个角色，或其中一项权限；员工后台的 admin 总有。 */
async function hasOne(vk: Vk, { row }: Session, roles: readonly string[], permissions: readonly string[]): Promise<boolean> {
  const own = listOf(row['role']);
  if (own.includes('admin') || roles.some((role) => own.includes(role))) return true;
  if (permissions.length === 0 || own.length === 0) return false;
  const owned = await permissionsOf(vk, own);
  return permissions.some((permission) => owned.has(permission));
}

/** `config/permission.js` 没有写到退款的，照文档要 admin。 */
const DEFAULTS: Params = { refund: { role: ['admin'] } };

/**
 * 照 `config/permission.js`：`{ 方法: { role, permission, auth } }`。
 * @throws UniRefusal 50403 角色不对 · 没有登录
 */
export async function requireAllowed(vk: Vk, method: string, caller: UniCaller, permission: unknown): Promise<Session | undefined> {
  const rules: Params = { ...DEFAULTS, ...(isObject(permission) ? permission : {}) };
  const rule = Object.hasOwn(rules, method) ? rules[method] : undefined;
  const session = await sessionOf(vk, caller);
  if (!isObject(rule)) return session;
  if (!session) throw new UniRefusal('uni-id-check-token-failed');
  const [roles, permissions] = [listOf(rule['role']), listOf(rule['permission'])];
  if (roles.length + permissions.length > 0 && !(await hasOne(vk, session, roles, permissions))) throw new UniRefusal(50403);
  return session;
}

/** 员工：看得到、关得了别人的单。 */
export const isAdmin = ({ row }: Session): boolean => listOf(row['role']).includes('admin');
