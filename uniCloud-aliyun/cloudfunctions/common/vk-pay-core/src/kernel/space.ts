/**
 * 这个云函数实例在哪个服务空间：平台自己知道，与谁在调用无关。
 * 调用方的 context 只在平台说不出来时才算数：云对象的 getClientInfo() 里没有空间，手工拼的还可能拼错。
 */
import type { CloudContext } from './vk';

declare const uniCloud: { getCloudInfos?: () => readonly { readonly spaceId?: unknown }[] } | undefined;

function fromPlatform(): string | undefined {
  try {
    const spaceId = typeof uniCloud === 'undefined' ? undefined : uniCloud.getCloudInfos?.()[0]?.spaceId;
    return typeof spaceId === 'string' && spaceId !== '' ? spaceId : undefined;
  } catch {
    return undefined;
  }
}

export function spaceIdOf(context: CloudContext): string | undefined {
  return fromPlatform() ?? context.SPACEINFO?.spaceId;
}
