/** 接下来多半会去的页面，趁现在把代码取来：付完款时网络可能正不好。只有 H5 按页取代码。 */
export function prefetchPage(url: string): void {
  // #ifdef H5
  uni.preloadPage({ url, fail: () => undefined });
  // #endif
}
