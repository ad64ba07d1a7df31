/** 商户的云函数问的两件小事：这个令牌是谁的、他叫什么。用户表只读。 */
import type { CloudContext, Vk } from '../kernel/vk';

interface Checked {
  readonly code?: unknown;
  readonly errCode?: unknown;
  readonly uid?: unknown;
}
interface UniId {
  createInstance?(options: { context: unknown }): { checkToken(token: string): Promise<Checked> };
}

/** @returns 用户的 `_id`；令牌不对、过期了、没有装 uni-id 为 undefined */
export async function userOfToken(vk: Vk, token: unknown, context: CloudContext): Promise<string | undefined> {
  if (typeof token !== 'string' || token === '') return undefined;
  const { uniID } = vk.getUnicloud() as { readonly uniID?: UniId };
  try {
    const checked = await uniID?.createInstance?.({ context }).checkToken(token);
    const failed = Boolean(checked?.code) || Boolean(checked?.errCode);
    return !failed && typeof checked?.uid === 'string' && checked.uid !== '' ? checked.uid : undefined;
  } catch {
    // 令牌是别的应用的、被改过的：就当没有登录。
    return undefined;
  }
}
