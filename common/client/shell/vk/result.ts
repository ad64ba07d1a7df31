/** 云函数答复的分类，照官方框架的规则：成功、需要登录、业务失败、系统失败。 */
import type { VkToken } from './types';

export type ResultKind = 'success' | 'login' | 'business' | 'system';

/** uni-id 与框架表示「请重新登录」的码；只有文字里提到 token 才算。 */
const LOGIN_CODES: readonly unknown[] = [1301, 1302, 30201, 30202, 30203, 30204];

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { msg, message, errMsg } = fieldsOf(value);
  const text = msg ?? message ?? errMsg;
  return typeof text === 'string' ? text : '';
}

/** 云函数正常返回时的分类。 */
export function classifyAnswer(answer: unknown): ResultKind {
  const fields = fieldsOf(answer);
  const code = fields['code'];
  if (code === 0 || code === '0' || fields['key'] === 1) return 'success';
  if (code === undefined && fields['uid']) return 'success';
  if (LOGIN_CODES.includes(code) && textOf(answer).includes('token')) return 'login';
  return looksLikeSystem(code, textOf(answer)) ? 'system' : 'business';
}

function looksLikeSystem(code: unknown, msg: string): boolean {
  if (code === undefined || code === 'InternalServerError') return true;
  if ((code === 404 || code === 500) && msg.includes('云函数')) return true;
  if (typeof code === 'number' && code >= 90001 && msg.includes('数据库')) return true;
  return /timeout|超时/i.test(msg);
}

/** 框架刷新过的登录态；没有或形状不对时为 undefined。 */
export function refreshedToken(answer: unknown): VkToken | undefined {
  const { token, tokenExpired } = fieldsOf(fieldsOf(answer)['vk_uni_token']);
  return typeof token === 'string' && typeof tokenExpired === 'number' ? { token, tokenExpired } : undefined;
}
