/** 一次请求的样子：固定的头、Authorization、逐字节签过名的正文（docs/protocols/wxpay.md §1.2）。 */
import type { GatewayRequest, ProviderPorts } from '../provider';
import type { WxpayAccount } from './account';
import { speakerOf } from './parties';
import { authorization, type Signer } from './sign';

export function signerOf(account: WxpayAccount): Signer {
  return { mchid: speakerOf(account), serialNo: account.credentials.serialNo, privateKey: account.credentials.privateKey };
}

/** 每次都是新的时间戳与随机串，重试也不例外（docs/protocols/wxpay.md §1.2）。 */
export function signedRequest(
  ports: ProviderPorts,
  account: WxpayAccount,
  method: 'GET' | 'POST',
  pathAndQuery: string,
  body: string | undefined,
): GatewayRequest {
  const timestamp = String(Math.floor(ports.now() / 1000));
  const { publicKey } = account.credentials;
  return {
    method,
    url: account.gatewayUrl + pathAndQuery,
    headers: {
      accept: 'application/json',
      'user-agent': 'vk-pay',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      // 公钥模式每个请求都带：它还决定应答用哪把密钥签名。
      ...(publicKey ? { 'wechatpay-serial': publicKey.id } : {}),
      authorization: authorization(signerOf(account), method, pathAndQuery, timestamp, ports.nonce(), body ?? ''),
    },
    ...(body === undefined ? {} : { body }),
    timeoutMs: account.timeoutMs,
    debug: account.debug,
  };
}
