/** 答案的样子：数字 code 之外，另有 errCode（文字）与同一句话的 errMsg、message、msg。 */
import type { Json } from '../vk-unicloud/platform';

const ERRORS: Readonly<Record<number, readonly [string, string]>> = {
  10001: ['account-banned', '账号已禁用'],
  10006: ['user-account-closed', '此账号已注销'],
  30101: ['param-required', '用户ID不可为空'],
  30201: ['check-device-feature-failed', '设备特征校验未通过'],
  30202: ['token-not-exist', '登录状态无效，云端已不包含此token'],
  30203: ['token-expired', 'token已过期'],
  30204: ['check-token-failed', 'token校验未通过'],
  90002: ['param-required', '用户ID不可为空'],
};

/** 成功的也补上 errCode；没有 code 的（如签发）原样。 */
export function dressed<T extends Json>(answer: T): T {
  const { code, msg } = answer;
  if (code === 0) return Object.assign(answer, { errCode: 0, errMsg: msg, message: msg });
  const known = typeof code === 'number' ? ERRORS[code] : undefined;
  if (!known) return answer;
  const [name, text] = known;
  return Object.assign(answer, { errCode: `uni-id-${name}`, errMsg: text, message: text, msg: text });
}
