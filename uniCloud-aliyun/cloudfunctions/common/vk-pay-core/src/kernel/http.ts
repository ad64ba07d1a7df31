/** 对外的 HTTP：全部经 vk.request，拿原始文本与状态码。 */
import { PayError } from './pay-error';
import type { GatewayRequest, GatewayResponse } from '../providers/provider';
import type { Vk } from './vk';

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
export function createGatewayHttp(vk: Vk): (request: GatewayRequest) => Promise<GatewayResponse> {
  return async ({ method, url, headers, body, timeoutMs, binary }) => {
    try {
      const response = await vk.request({
        url,
        method,
        headers: { ...headers },
        ...(body === undefined ? {} : { content: body }),
        dataType: binary ? 'default' : 'text',
        needOriginalRes: true,
        timeout: timeoutMs,
      });
      return {
        status: response.status,
        headers: lowerCaseHeaders(response.headers ?? {}),
        body: typeof response.data === 'string' ? response.data : '',
        bytes: binary && (response.data as Uint8Array),
      };
    } catch (cause) {
      throw new PayError('NETWORK', { outcome: 'unknown', cause, detail: cause instanceof Error ? cause.message : undefined });
    }
  };
}
