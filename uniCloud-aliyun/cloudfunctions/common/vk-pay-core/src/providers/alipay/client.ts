/** 与 gateway.do 的一次通话：签名 → 发送 → 验签 → 窄化。 */
import { PayError } from '../../kernel/pay-error';
import { encodeForm } from '../kit/form';
import { parseObject, textOf, type Json } from '../kit/json';
import { unknownOutcome, type Operation } from '../kit/refusal';
import type { GatewayResponse, ProviderPorts } from '../provider';
import type { AlipayAccount } from './account';
import { openEnvelope } from './envelope';
import { alipayError, normalizeSubCode } from './errors';
import { gatewayAddress, signedParams, type RequestExtras } from './request';
import { verifyText } from './sign';

/** 验签失败意味着答复不可信：对写操作而言就是「不知道」。 */
function untrusted(detail: string): PayError {
  return new PayError('SIGNATURE', { outcome: 'unknown', detail });
}

function verifyContent(account: AlipayAccount, content: string, signature: string, certSn: string | undefined): void {
  const { certificates, alipayKey } = account.credentials;
  if (certificates && certSn !== undefined && certSn !== certificates.alipay) {
    throw new PayError('CERTIFICATE', {
      outcome: 'unknown',
      detail: '支付宝证书已轮换，请在开放平台下载新的 alipayCertPublicKey_RSA2.crt',
    });
  }
  if (verifyText(content, signature, alipayKey)) return;
  if (content.includes('\\/') && verifyText(content.replace(/\\\//g, '/'), signature, alipayKey)) return;
  throw untrusted('应答验签失败');
}

/** 应答 → 已验证的业务节点。@throws PayError */
export function readAnswer(
  account: AlipayAccount,
  operation: Operation,
  method: string,
  response: GatewayResponse,
  /** 没有 code 的应答（授权类）怎样算成功 */
  grants: (node: Json) => boolean = () => false,
): Json {
  if (response.status !== 200) throw new PayError('NETWORK', { outcome: 'unknown', gatewayStatus: response.status });
  const envelope = openEnvelope(response.body, method);
  if (!envelope) throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答不是约定的格式' });
  const node = parseObject(envelope.content);
  if (!node) throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答不是 JSON' });
  const code = textOf(node, 'code') ?? '';
  const succeeded = code === '10000' || code === '10003' || (code === '' && envelope.root !== 'error_response' && grants(node));
  if (envelope.sign !== undefined) verifyContent(account, envelope.content, envelope.sign, envelope.alipayCertSn);
  else if (succeeded) throw untrusted('成功的应答没有签名');
  if (succeeded) {
    if (account.credentials.certificates && envelope.alipayCertSn === undefined) throw untrusted('证书模式的应答没有 alipay_cert_sn');
    return node;
  }
  const subMsg = textOf(node, 'sub_msg');
  const failure = alipayError(operation, { code, subCode: textOf(node, 'sub_code') ?? '', ...(subMsg ? { subMsg } : {}) });
  // 没有签名的错误谁都能伪造：不能据此断定「没付」「没退」。
  throw envelope.sign === undefined ? unknownOutcome(failure, '错误应答没有签名') : failure;
}

/** 调用一个方法。@param operation 正在做的事，只用来把网关的拒绝说清楚 @throws PayError 网关拒绝、网络不明、验签失败 */
export async function callAlipay(
  ports: ProviderPorts,
  account: AlipayAccount,
  operation: Operation,
  method: string,
  bizContent: object,
  extras?: RequestExtras,
): Promise<Json> {
  const { biz_content = '', ...common } = signedParams(account, method, bizContent, ports.now(), extras);
  const response = await ports.http({
    method: 'POST',
    url: `${gatewayAddress(account)}?${encodeForm(common)}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8', 'user-agent': 'vk-pay' },
    body: encodeForm({ biz_content }),
    timeoutMs: account.timeoutMs,
    debug: account.debug,
  });
  return readAnswer(account, operation, method, response);
}

/** 已签名的错误里是否就是这几个业务原因。 */
export function isSignedReason(error: unknown, names: readonly string[]): boolean {
  return (
    error instanceof PayError &&
    error.outcome === 'none' &&
    error.gatewayCode !== undefined &&
    names.includes(normalizeSubCode(error.gatewayCode))
  );
}
