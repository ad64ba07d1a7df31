/** 对外的 HTTP：全部经 vk.request，拿原始文本与状态码。 */
import { PayError } from './pay-error';
import type { GatewayRequest, GatewayResponse } from '../providers/provider';
import type { Agents, GatewayPool } from './gateway-pool';
import type { Vk, VkResponse } from './vk';

function lowerCaseHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') out[name.toLowerCase()] = value;
  }
  return out;
}

/**
 * 任何没有得到完整答复的情形（断线、超时、DNS）都是「不知道」，不是「失败」：
 * 请求可能已经到达网关并生效。
 */
export function createGatewayHttp(vk: Vk, pool?: () => GatewayPool): (request: GatewayRequest) => Promise<GatewayResponse> {
  return async ({ method, url, headers, body, bytes, timeoutMs, binary }) => {
    const content = bytes === undefined ? body : Buffer.from(bytes);
    const ask = (agents: Partial<Agents> = {}): Promise<VkResponse> =>
      vk.request({
        ...agents,
        url,
        method,
        headers: { ...headers },
        ...(content === undefined ? {} : { content }),
        dataType: binary ? 'default' : 'text',
        needOriginalRes: true,
        timeout: timeoutMs,
      });
    try {
      const response = pool ? await pool().run(url, ask) : await ask();
      return {
        status: response.status,
        headers: lowerCaseHeaders(response.headers ?? {}),
        body: typeof response.data === 'string' ? response.data : '',
        bytes: binary && (response.data as Uint8Array),
      };
    } catch (cause) {
      // 排队太久：没有发出去
      if (cause instanceof PayError) throw cause;
      throw new PayError('NETWORK', { outcome: 'unknown', cause, detail: cause instanceof Error ? cause.message : undefined });
    }
  };
}
