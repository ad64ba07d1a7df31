/** 传文件的请求（docs/protocols/wxpay.md §13.4）：multipart，签名的正文是 meta 那一段，不是整个请求体。 */
import type { GatewayRequest, ProviderPorts } from '../provider';
import type { WxpayAccount } from './account';
import { signedRequest } from './request';

export interface UploadedFile {
  /** 如 image/png */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** @param meta `{filename, sha256}` 的 JSON，逐字节签名 */
export function uploadRequest(ports: ProviderPorts, account: WxpayAccount, path: string, meta: string, file: UploadedFile): GatewayRequest {
  const { body: _signed, ...request } = signedRequest(ports, account, 'POST', path, meta);
  // 分隔线不会出现在图片里：它是这一次才有的随机串。
  const boundary = `vk-pay-${ports.nonce()}`;
  const part = (name: string, rest: string): string => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n`;
  const bytes = Buffer.concat([
    Buffer.from(`${part('meta', '\r\nContent-Type: application/json')}${meta}\r\n`),
    Buffer.from(part('file', `; filename="image.${file.type.split('/')[1] ?? ''}"\r\nContent-Type: ${file.type}`)),
    file.bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { ...request, headers: { ...request.headers, 'content-type': `multipart/form-data; boundary=${boundary}` }, bytes };
}
