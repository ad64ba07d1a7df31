/** 没有 requestIdleCallback 的浏览器（Safari）等多久，毫秒 */
const LATER_MS = 500;
/** 一直不空闲也不再等了，毫秒 */
const LATEST_MS = 3000;

/**
 * 接下来多半会去的页面，趁空把代码取来：付完款时网络可能正不好。只有 H5 按页取代码。
 * 眼前的这一页先画出来、能按，慢机上几 KB 也会与它抢网络与处理器。
 */
export function prefetchPage(url: string): void {
  // #ifdef H5
  const fetchIt = (): void => uni.preloadPage({ url, fail: () => undefined });
  if (typeof requestIdleCallback === 'function') requestIdleCallback(fetchIt, { timeout: LATEST_MS });
  else setTimeout(fetchIt, LATER_MS);
  // #endif
}
