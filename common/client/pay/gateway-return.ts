/**
 * 从支付宝收银台跳回来（docs/protocols/alipay.md §5）：网关把自己的参数加在 `#` 之前，如
 * `https://shop/?out_trade_no=…&sign=…#/pages/result/result?out_trade_no=…`。
 * 这些参数只说明「有人回来了」，付没付只问服务端；所以取走单号就从地址里清掉，刷新、分享都不会带着它们。
 */
import { RESULT_PAGE, resultUrl } from '../shell/pages';
import { takeAuthorization } from './authorize';

const GATEWAY_KEYS: ReadonlySet<string> = new Set([
  'app_id',
  'auth_app_id',
  'method',
  'charset',
  'version',
  'sign_type',
  'sign',
  'timestamp',
  'out_trade_no',
  'trade_no',
  'total_amount',
  'seller_id',
]);

/** 有签名、有单号，才是网关跳回来的；商户自己的 `?out_trade_no=` 不动。 */
function isGatewayReturn(query: URLSearchParams): boolean {
  return query.has('sign') && query.has('out_trade_no') && (query.has('trade_no') || query.has('method'));
}

function hashFor(hash: string, out_trade_no: string, home: string): string {
  const [page = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const atHome = page === '' || page === '/' || page === home;
  // return_url 没有指明页面（首页）或是结果页而没带单号：去这张单的结果页；商户自己的页面原样保留
  if (atHome || (page === RESULT_PAGE && !new URLSearchParams(query).has('out_trade_no'))) return `#${resultUrl(out_trade_no, 'return')}`;
  return hash;
}

/**
 * 干净的地址（路径起）；不是从网关回来的为 undefined。
 * @param home 首页，如 `/pages/index/index`
 */
export function tidyReturn({ pathname, search, hash }: Pick<Location, 'pathname' | 'search' | 'hash'>, home: string): string | undefined {
  const query = new URLSearchParams(search);
  if (!isGatewayReturn(query)) return undefined;
  const out_trade_no = query.get('out_trade_no') ?? '';
  for (const key of GATEWAY_KEYS) query.delete(key);
  const rest = query.toString();
  return `${pathname}${rest === '' ? '' : `?${rest}`}${hashFor(hash, out_trade_no, home)}`;
}

/** 在路由读取地址之前调用（App.vue 加载时）；从微信的授权页回来的也在这里取走凭证。 */
export function tidyReturnAddress({ location, history }: Pick<Window, 'location' | 'history'>, home: string): void {
  takeAuthorization({ location, history });
  const address = tidyReturn(location, home);
  if (address !== undefined) history.replaceState(history.state, '', address);
}
