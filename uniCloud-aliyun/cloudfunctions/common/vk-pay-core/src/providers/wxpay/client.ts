/** 与网关的一次通话：签名 → 发送 → 验签 → 解析。任何不可信的 2xx 都是「不知道」，不是成功。 */
import { PayError } from '../../errors/pay-error';
import type { ProviderPorts } from '../provider';
import { wxpayError, type ErrorBody } from './errors';
import { readSignedHeaders, requireSignature } from './headers';
import type { KeyRing, WxpayAccount } from './keys';
import { authorization, type Signer } from './sign';

export type Json = Readonly<Record<string, unknown>>;

export interface WxpayClient {
  /** @returns 已验签的应答；204 返回空对象。@throws PayError */
  call(account: WxpayAccount, method: 'GET' | 'POST', pathAndQuery: string, body?: object): Promise<Json>;
}

export function signerOf(account: WxpayAccount): Signer {
  return { mchid: account.mchid, serialNo: account.credentials.serialNo, privateKey: account.credentials.privateKey };
}

function parse(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

export function createWxpayClient(ports: ProviderPorts, ring: KeyRing): WxpayClient {
  return {
    async call(account, method, pathAndQuery, body) {
      // 只序列化一次：签的和发的是同一段文字。
      const text = body === undefined ? '' : JSON.stringify(body);
      const timestamp = String(Math.floor(ports.now() / 1000));
      const { publicKey } = account.credentials;
      const response = await ports.http({
        method,
        url: account.gatewayUrl + pathAndQuery,
        headers: {
          accept: 'application/json',
          'user-agent': 'vk-pay',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          // 公钥模式每个请求都带：它还决定应答用哪把密钥签名。
          ...(publicKey ? { 'wechatpay-serial': publicKey.id } : {}),
          authorization: authorization(signerOf(account), method, pathAndQuery, timestamp, ports.nonce(), text),
        },
        ...(body === undefined ? {} : { body: text }),
        timeoutMs: account.timeoutMs,
      });
      const accepted = response.status === 200 || response.status === 204;
      if (!accepted) throw wxpayError(response.status, parse(response.body) as ErrorBody | undefined, response.headers['request-id']);
      try {
        await requireSignature(ring, account, readSignedHeaders(response.headers, ports.now()), response.body);
      } catch (error) {
        // 取不到公钥也一样：这次通话的结果不明。
        if (error instanceof PayError && error.outcome === 'none') throw new PayError(error.kind, { outcome: 'unknown', ...(error.detail ? { detail: error.detail } : {}), cause: error });
        throw error;
      }
      if (response.status === 204) return {};
      const json = parse(response.body);
      if (!json) throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答不是 JSON' });
      return json;
    },
  };
}
