/**
 * 往外走的每一个连接去哪里：网关、商户的地址（事件、告警）都从这里核对。只去公网；每次连接都重新解析、就用核对过的那个地址连
 * （先查一次再连，中间会被换掉）；不跟跳转；答复有大小上限。本机与内网只有开发时可以：模拟网关在那里。
 * 失败策略：拿不准就不去（fail closed）；没有去成的请求等于没有发出。
 */
import type { Vk, VkRequestOptions, VkResponse } from './vk';

/** 文字答复的上限；账单是字节，另算。 */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;
const MAX_BYTES = 256 * 1024 * 1024;

function requireSize({ data }: VkResponse): void {
  const [size, most] =
    typeof data === 'string' ? [Buffer.byteLength(data), MAX_TEXT_BYTES] : [(data as Uint8Array | undefined)?.length, MAX_BYTES];
  if (size !== undefined && size > most) throw new Error(`答复超过 ${most} 字节`);
}

/**
 * 同一个 vk，只是 request 只去公网、只去名单里的（网关有名单；商户自己的事件地址没有）。`lookup` 由 urllib 交给每一次连接。
 * 核对地址的那一半第一次出门才装载：多数回调不出门。
 */
export function onlyOutside(vk: Vk, isListed: (url: string) => boolean = () => true): Vk {
  const request = async (options: VkRequestOptions): Promise<VkResponse> => {
    if (!isListed(options.url)) throw new Error('地址不在网关的名单里，不去');
    const { publicLookup, requirePublicHost } = await import('./public-lookup');
    requirePublicHost(options.url);
    const response = await vk.request({ ...options, lookup: publicLookup, followRedirect: false });
    requireSize(response);
    return response;
  };
  return Object.create(vk, { request: { value: request } }) as Vk;
}
