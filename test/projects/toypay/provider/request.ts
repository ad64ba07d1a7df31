/** 一次请求：地址、头、逐字节签名过的正文。 */
import type { GatewayRequest } from '../provider';
import type { ToypayAccount } from './account';
import { signText } from './sign';

export function signedRequest(account: ToypayAccount, path: string, fields: object, now: number): GatewayRequest {
  const body = JSON.stringify(fields);
  const time = String(now);
  return {
    method: 'POST',
    url: `${account.gatewayUrl}/toypay/${path}`,
    headers: {
      'content-type': 'application/json',
      'toypay-merchant': account.mchid,
      'toypay-time': time,
      'toypay-sign': signText(time, body, account.credentials.secret),
    },
    body,
    timeoutMs: account.timeoutMs,
  };
}
