/** 各页共用的话。 */
import { words } from './words';

export const SHELL = words({
  signInFirst: ['请先登录', 'Please sign in'],
  signIn: ['去登录', 'Sign in'],
  switchUser: ['换个用户登录', 'Sign in as somebody else'],
  notAllowed: ['没有权限', 'Not allowed'],
  back: ['返回', 'Back'],
  refresh: ['刷新', 'Refresh'],
  refreshing: ['刷新中…', 'Refreshing…'],
  loadMore: ['加载更多', 'Load more'],
  loadingMore: ['加载中…', 'Loading…'],
  noMore: ['没有更多了', 'That is all'],
  notRefreshed: [(why: string): string => `没有刷新成：${why}`, (why: string): string => `Not refreshed: ${why}`],
  requestNote: [(id: string): string => `请求编号 ${id}`, (id: string): string => `Request id ${id}`],
  retry: ['重试', 'Try again'],
  offline: ['网络已断开', 'You are offline'],
  cancel: ['取消', 'Cancel'],
});
