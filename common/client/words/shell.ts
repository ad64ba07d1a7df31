/** 各页共用的话。 */
import { words } from './words';

export const SHELL = words({
  signInFirst: ['请先登录', 'Please sign in'],
  signIn: ['去登录', 'Sign in'],
  switchUser: ['换个用户登录', 'Sign in as somebody else'],
  notAllowed: ['没有权限', 'Not allowed'],
  back: ['返回', 'Back'],
  retry: ['重试', 'Try again'],
  offline: ['网络已断开', 'You are offline'],
  cancel: ['取消', 'Cancel'],
});
