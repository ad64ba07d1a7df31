/** 过滤器与中间件（docs/protocols/vk-unicloud.md §2.2、§5）：内置 pub / kh / sys，加上项目自己的，按 index 排队。 */
import type { BaseDao } from './base-dao';
import type { Json, UniId } from './platform';
import { classifyUrl } from './url-type';

export type Mode = 'onActionExecuting' | 'onActionIntercepted' | 'onActionExecuted' | 'onActionError';

export interface Middleware {
  readonly id?: string;
  readonly regExp?: unknown;
  readonly index?: number;
  readonly mode?: Mode;
  readonly enable?: boolean;
  readonly main: (event: Json, result?: Json) => unknown;
}

/** 字符串当正则、数组任一、函数为真；正则字面量永远不匹配，没有 regExp 也不匹配。 */
function matches(middleware: Middleware, url: string): boolean {
  const { regExp } = middleware;
  if (typeof regExp === 'string') return new RegExp(regExp).test(url);
  if (typeof regExp === 'function') return Boolean((regExp as (url: string) => unknown)(url));
  if (Array.isArray(regExp)) return regExp.some((item) => typeof item === 'string' && new RegExp(item).test(url));
  return false;
}

/** 某个阶段要执行的中间件：按 index 升序；同 id 只留排在最前的（没有 id 的也只留一个）。 */
export function selectMiddleware(list: readonly Middleware[], mode: Mode, url: string): Middleware[] {
  const seen = new Set<string | undefined>();
  return list
    .filter((item) => item.enable !== false && (item.mode ?? 'onActionExecuting') === mode)
    .map((item, order) => ({ item, order }))
    .sort((a, b) => (a.item.index ?? 0) - (b.item.index ?? 0) || a.order - b.order)
    .map(({ item }) => item)
    .filter(({ id }) => !seen.has(id) && Boolean(seen.add(id)))
    .filter((item) => matches(item, url));
}

interface FilterContext {
  readonly uniID: UniId;
  readonly dao: BaseDao;
}

async function checkLogin(context: FilterContext, event: Json, needUserInfo: boolean): Promise<Json> {
  const token = typeof event['uniIdToken'] === 'string' ? event['uniIdToken'] : '';
  const result = await context.uniID.checkToken(token, { needUserInfo, needPermission: false });
  // 只有数字错误码才会被拒绝；字符串错误码会当作登录成功而 uid 缺失。
  if (typeof result.code === 'number' && result.code > 0) return result;
  return { ...result, code: 0 };
}

const isAdmin = (userInfo: unknown): boolean => {
  const roles = (userInfo as { role?: unknown } | undefined)?.role;
  return Array.isArray(roles) && roles.includes('admin');
};

async function hasPermission(dao: BaseDao, url: string, userInfo: Json | undefined): Promise<boolean> {
  if (isAdmin(userInfo)) return true;
  const roles = Array.isArray(userInfo?.['role']) ? (userInfo['role'] as string[]).slice(0, 10) : [];
  for (const role of roles) {
    const row = await dao.findByWhereJson({ dbName: 'uni-id-roles', whereJson: { role_id: role } });
    for (const permission of Array.isArray(row?.['permission']) ? (row['permission'] as string[]) : []) {
      const rule = await dao.findByWhereJson({ dbName: 'uni-id-permissions', whereJson: { permission_id: permission } });
      const pattern = typeof rule?.['url'] === 'string' ? rule['url'] : '';
      const mode = Number(rule?.['match_mode'] ?? 0);
      if (
        mode === 2
          ? new RegExp(pattern).test(url)
          : mode === 1
            ? new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`).test(url)
            : pattern === url
      )
        return true;
    }
  }
  return false;
}

/** 内置过滤器；项目可用同 id、更小的 index 覆盖。 */
export function builtInFilters(context: FilterContext): Middleware[] {
  const wants = (event: Json): boolean => {
    const flag = (event['data'] as Json | undefined)?.['need_user_info'];
    return flag !== false;
  };
  const objectForm = (url: string): boolean => url.includes('.');
  return [
    {
      id: 'pub',
      index: 100,
      regExp: (url: string) => classifyUrl(url) === 'pub',
      async main(event) {
        const token = event['uniIdToken'];
        if (typeof token !== 'string' || token === '') return { code: 0 };
        const needUserInfo = (event['data'] as Json | undefined)?.['need_user_info'] === true;
        const result = await context.uniID.checkToken(token, { needUserInfo, needPermission: false });
        return typeof result.code === 'number' && result.code > 0 ? { code: 0 } : { ...result, code: 0 };
      },
    },
    {
      id: 'kh',
      index: 200,
      regExp: (url: string) => classifyUrl(url) === 'kh',
      async main(event) {
        const url = String(event['url']);
        const background = url.startsWith('admin/');
        const result = await checkLogin(context, event, background || (wants(event) && !objectForm(url)));
        if (result['code'] !== 0 || !background) return result;
        const user = result['userInfo'] as Json | undefined;
        return isAdmin(user) || user?.['allow_login_background'] === true ? result : { code: 403, msg: '权限不足' };
      },
    },
    {
      id: 'sys',
      index: 300,
      regExp: (url: string) => classifyUrl(url) === 'sys',
      async main(event) {
        const url = String(event['url']);
        const result = await checkLogin(context, event, true);
        if (result['code'] !== 0) return result;
        const user = result['userInfo'] as Json | undefined;
        if (url.startsWith('admin/') && !isAdmin(user) && user?.['allow_login_background'] !== true) return { code: 403, msg: '权限不足' };
        return (await hasPermission(context.dao, url, user)) ? result : { code: 403, msg: '权限不足' };
      },
    },
    {
      id: 'access_denied',
      index: 100,
      regExp: (url: string) => classifyUrl(url) === 'private',
      main: () => ({ code: 403, msg: '禁止访问私有函数！' }),
    },
  ];
}
