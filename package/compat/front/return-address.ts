/**
 * 手机浏览器里跳去付款，回来时要回到哪里：缺省是现在这一页，带上 `confirmShow=true&out_trade_no=…`，
 * 页面据此弹出「请确认支付是否已完成」。开发者写了 return-url 的照他写的，一个字不加（文档没有说要加）。
 */
const MARKS: ReadonlySet<string> = new Set(['confirmShow', 'out_trade_no']);

/** 参数写在页面的那一段里：hash 路由在 `#` 之后，history 路由在问号之后。 */
export function withReturnMarks(href: string, out_trade_no: string | undefined): string {
  const [address = '', hash] = splitOnce(href, '#');
  const paged = hash !== undefined && hash.startsWith('/');
  const [page = '', query = ''] = splitOnce(paged ? hash : address, '?');
  const kept = query.split('&').filter((pair) => pair !== '' && !MARKS.has(pair.split('=')[0] ?? ''));
  const marks = ['confirmShow=true', ...(out_trade_no ? [`out_trade_no=${encodeURIComponent(out_trade_no)}`] : [])];
  const marked = `${page}?${[...kept, ...marks].join('&')}`;
  return paged ? `${address}#${marked}` : marked;
}

function splitOnce(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** @param given 开发者写的 return-url；没有写的为空 @returns 别的端没有，为 undefined */
export function returnUrlFor(given: string, out_trade_no: string | undefined): string | undefined {
  // #ifdef H5
  if (/^https?:\/\//.test(given)) return given;
  if (typeof location !== 'undefined') return withReturnMarks(location.href, out_trade_no);
  // #endif
  return undefined;
}
