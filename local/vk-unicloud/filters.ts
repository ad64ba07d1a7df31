/** 内置过滤器 pub / kh / sys（docs/protocols/vk-unicloud.md §2.2）；项目可用同 id、更小的 index 覆盖。 */
import type { BaseDao } from './base-dao';
import type { Middleware } from './middleware';
import type { Json, UniId } from './platform';
import { permittedTo } from './permissions';
import { classifyUrl } from './url-type';

export interface FilterContext {
  readonly uniID: UniId;
  readonly dao: BaseDao;
  readonly command: Json & { in(values: readonly unknown[]): unknown; set(value: unknown): unknown };
  /** 一个用户最多同时有几个令牌；0 为不限 */
  readonly tokenMaxLimit: number;
}

const LOGIN_TOKENS = 'uni-id-users';

/** 换新令牌之后只留最新的几个；出错不影响这次调用。 */
async function trimTokens({ dao, command, tokenMaxLimit }: FilterContext, uid: string): Promise<void> {
  if (tokenMaxLimit <= 0) return;
  try {
    const row = await dao.findById({ dbName: LOGIN_TOKENS, id: uid, fieldJson: { token: true } });
    const tokens = (row?.['token'] ?? []) as string[];
    if (tokens.length <= tokenMaxLimit) return;
    await dao.updateById({ dbName: LOGIN_TOKENS, id: uid, dataJson: { token: command.set(tokens.slice(-tokenMaxLimit)) } });
  } catch {
    // 原框架也不声张。
  }
}

/**
 * 要不要用户信息：文件形式缺省要，云对象缺省不要，**调用方可以自己说不要**；后台与 sys 一定要。
 * 不要的时候 uni-id 可能完全不读用户表（见 local/uni-id）。
 */
function needsUserInfo(url: string, asked: unknown): unknown {
  if (url.startsWith('admin/') || ['sys.', 'sys_', '/sys'].some((part) => url.includes(part))) return true;
  return asked === undefined ? !url.includes('.') : asked;
}

async function login(context: FilterContext, event: Json): Promise<Json> {
  const url = String(event['url']);
  const { need_user_info: asked } = (event['data'] ?? {}) as { need_user_info?: unknown };
  const result = await context.uniID.checkToken(event['uniIdToken'], {
    needPermission: url.includes('/sys/'),
    needUserInfo: needsUserInfo(url, asked) as boolean,
  });
  // 只有数字错误码才会被拒绝；文字的错误码会当作登录成功而 uid 缺失。
  if (result.code && (result.code as number) > 0) return result;
  const passed: Json = { uid: result.uid };
  const { userInfo } = result;
  if (userInfo) {
    userInfo['permission'] = result['permission'];
    delete userInfo['token'];
    delete userInfo['password'];
    passed['userInfo'] = userInfo;
  }
  if (result.token) {
    Object.assign(passed, { token: result.token, tokenExpired: result.tokenExpired });
    if (userInfo) await trimTokens(context, String(userInfo['_id']));
  }
  if (url.startsWith('admin/')) {
    if (!userInfo) return { code: 403, msg: 'need_user_info必须为true' };
    if (!userInfo['allow_login_background'] && !rolesOf(userInfo).includes('admin')) return { code: 403, msg: '您无权限登录后台' };
  }
  return { ...passed, code: 0, msg: 'ok' };
}

const rolesOf = (userInfo: Json): string[] => (userInfo['role'] ?? []) as string[];

async function staff(context: FilterContext, event: Json): Promise<Json> {
  const url = String(event['url']);
  const passed = await login(context, event);
  if (passed['code'] !== 0) return passed;
  const userInfo = passed['userInfo'] as Json | undefined;
  if (!userInfo) return { code: 403, msg: '请去除need_user_info:false' };
  userInfo['role'] ??= [];
  if (rolesOf(userInfo).includes('admin')) return passed;
  if (!userInfo['allow_login_background'] && url.startsWith('admin/')) return { code: 403, msg: '您无权限登录后台' };
  return (await permittedTo(url, rolesOf(userInfo), context.dao, context.command)) ? passed : { code: 403, msg: '权限不足' };
}

/** pub 从不拒绝：带着令牌就看看是谁，看不出来就当没有。换新的令牌没有交还给客户端。 */
async function anyone(context: FilterContext, event: Json): Promise<Json> {
  let passed: Json = {};
  if ((event['data'] as Json)['need_user_info']) passed = await login(context, event);
  else if (event['uniIdToken']) {
    const result = await context.uniID.checkToken(event['uniIdToken'], { needPermission: false, needUserInfo: false });
    if (result.code === 0) passed['uid'] = result.uid;
  }
  return Object.assign(passed, { code: 0, msg: 'ok' });
}

export function builtInFilters(context: FilterContext): Middleware[] {
  return [
    { id: 'pub', index: 100, regExp: (url: string) => classifyUrl(url) === 'pub', main: (event) => anyone(context, event) },
    { id: 'kh', index: 200, regExp: (url: string) => classifyUrl(url) === 'kh', main: (event) => login(context, event) },
    { id: 'sys', index: 300, regExp: (url: string) => classifyUrl(url) === 'sys', main: (event) => staff(context, event) },
    {
      id: 'access_denied',
      index: 100,
      regExp: (url: string) => classifyUrl(url) === 'private',
      main: () => ({ code: 403, msg: '禁止访问私有函数！' }),
    },
  ];
}
