/**
 * 公众号的网页授权（docs/protocols/wxpay.md §12.2）：去之前记住 state，回来时 `?code=…&state=…` 加在 `#` 之前。
 * 只认自己刚才记住的 state，别人发来的链接、商户自己的 `?code=` 都不动；取走就从地址里去掉，刷新不会再用一次。
 */
const MEMORY = 'vk_pay_authorizing';

interface Authorized {
  readonly code: string;
  readonly state: string;
}
let authorized: Authorized | undefined;

const memory = (): Storage | undefined => {
  try {
    return globalThis.sessionStorage;
  } catch {
    // 隐私模式：这一趟白去，回来时会说还不知道付款人是谁
    return undefined;
  }
};

/** 去授权页之前。@param url 授权页的地址 */
export function rememberAuthorizing(url: string): void {
  const state = new URLSearchParams(/\?([^#]*)/.exec(url)?.[1] ?? '').get('state');
  if (state) memory()?.setItem(MEMORY, state);
}

/** 在路由读取地址之前调用（与 tidyReturnAddress 一起）。 */
export function takeAuthorization({ location, history }: Pick<Window, 'location' | 'history'>): void {
  const query = new URLSearchParams(location.search);
  const [code, state] = [query.get('code'), query.get('state')];
  if (!code || !state || memory()?.getItem(MEMORY) !== state) return;
  memory()?.removeItem(MEMORY);
  authorized = { code, state };
  query.delete('code');
  query.delete('state');
  const rest = query.toString();
  history.replaceState(history.state, '', `${location.pathname}${rest === '' ? '' : `?${rest}`}${location.hash}`);
}

/** 刚从授权页回来，凭证还没有用。 */
export const isAuthorized = (): boolean => authorized !== undefined;

/** 只给一次。 */
export function takeAuthorized(): Authorized | undefined {
  const taken = authorized;
  authorized = undefined;
  return taken;
}
