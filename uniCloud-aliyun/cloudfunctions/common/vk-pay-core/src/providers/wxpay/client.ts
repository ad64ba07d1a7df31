/** 与网关的一次通话：签名 → 发送 → 解析 → 验签。任何不可信的 2xx 都是「不知道」，不是成功。 */
import { PayError } from '../../kernel/pay-error';
import type { GatewayRequest, GatewayResponse, ProviderPorts } from '../provider';
import type { WxpayAccount } from './account';
import { wxpayError } from './errors';
import { readSignedHeaders } from './headers';
import { parseObject, type Json } from '../kit/json';
import { unknownOutcome, type Operation } from '../kit/refusal';
import { requireSignature, type KeyRing } from './keys';
import { signedRequest } from './request';
import { uploadRequest, type UploadedFile } from './upload';

export interface WxpayClient {
  /**
   * @param operation 正在做的事，只用来把网关的拒绝说清楚
   * @param pathAndQuery 与签名的逐字相同，已编码
   * @param serial 加密敏感字段用的是哪把公钥
   * @returns 已验签的应答；204 返回空对象
   * @throws PayError 非 2xx 按错误表；SIGNATURE / CERTIFICATE / NETWORK 且 outcome 'unknown'：答复不可信或没有答复
   */
  call(
    account: WxpayAccount,
    operation: Operation,
    method: 'GET' | 'POST',
    pathAndQuery: string,
    body?: object,
    serial?: string,
  ): Promise<Json>;
  /** 传一个文件：签的是 meta（docs/protocols/wxpay.md §13.4）。@throws PayError 同上 */
  upload(account: WxpayAccount, operation: Operation, path: string, meta: string, file: UploadedFile): Promise<Json>;
}

async function readAnswer(ports: ProviderPorts, ring: KeyRing, account: WxpayAccount, response: GatewayResponse): Promise<Json> {
  const json = response.status === 204 ? {} : parseObject(response.body);
  // 截断的正文连验签都不必：连接断在半路，查一次就清楚。
  if (!json) throw new PayError('NETWORK', { outcome: 'unknown', gatewayStatus: response.status, detail: '应答不是 JSON 对象' });
  await requireSignature(ring, account, readSignedHeaders(response.headers, ports.now()), response.body, 'answer');
  return json;
}

export function createWxpayClient(ports: ProviderPorts, ring: KeyRing): WxpayClient {
  async function send(account: WxpayAccount, operation: Operation, request: GatewayRequest): Promise<Json> {
    let response: GatewayResponse;
    try {
      response = await ports.http(request);
      if (response.status === 200 || response.status === 204) return await readAnswer(ports, ring, account, response);
    } catch (thrown) {
      throw unknownOutcome(thrown);
    }
    // 202 是受理而未完成；4xx / 5xx 不验签（官方 SDK 也不验），只当线索。
    throw wxpayError(operation, response.status, parseObject(response.body), response.headers['request-id']);
  }
  return {
    call(account, operation, method, pathAndQuery, body, serial) {
      // 只序列化一次：签的和发的是同一段文字。
      const signed = signedRequest(ports, account, method, pathAndQuery, body === undefined ? undefined : JSON.stringify(body));
      const request = serial === undefined ? signed : { ...signed, headers: { ...signed.headers, 'wechatpay-serial': serial } };
      return send(account, operation, request);
    },
    upload: (account, operation, path, meta, file) => send(account, operation, uploadRequest(ports, account, path, meta, file)),
  };
}
