/** 与 gateway.do 的一次通话：签名 → 发送 → 验签 → 窄化。 */
import { PayError } from '../../kernel/pay-error';
import type { Account, GatewayResponse, ProviderPorts } from '../provider';
import type { AlipayCredentials } from './credentials';
import { openEnvelope } from './envelope';
import { alipayError, normalizeSubCode } from './errors';
import { signRequest, verifyText, type Params } from './sign';
import { toAlipayTime } from './time';

export type AlipayAccount = Account<AlipayCredentials>;
export type AlipayNode = Readonly<Record<string, unknown>>;

export interface RequestExtras {
  readonly notifyUrl?: string;
  readonly returnUrl?: string;
}

/** 公共参数 + biz_content，已签名（docs/protocols/alipay.md §1.2、§1.3）。时间是 GMT+8，与主机时区无关。 */
export function signedParams(account: AlipayAccount, method: string, bizContent: object, now: number, extras: RequestExtras = {}): Params {
  const { certificates, privateKey } = account.credentials;
  const params: Record<string, string> = {
    app_id: account.appid,
    method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: toAlipayTime(now),
    version: '1.0',
    ...(certificates ? { app_cert_sn: certificates.app, alipay_root_cert_sn: certificates.root } : {}),
    ...(extras.notifyUrl ? { notify_url: extras.notifyUrl } : {}),
    ...(extras.returnUrl ? { return_url: extras.returnUrl } : {}),
    biz_content: JSON.stringify(bizContent),
  };
  return { ...params, sign: signRequest(params, privateKey) };
}

export function encodeParams(params: Params): string {
  return Object.entries(params)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');
}

export function gatewayAddress(account: AlipayAccount): string {
  return `${account.gatewayUrl}/gateway.do`;
}

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
export function readAnswer(account: AlipayAccount, method: string, response: GatewayResponse): AlipayNode {
  if (response.status !== 200) throw new PayError('NETWORK', { outcome: 'unknown', gatewayStatus: response.status });
  const envelope = openEnvelope(response.body, method);
  if (!envelope) throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答不是约定的格式' });
  let node: AlipayNode;
  try {
    node = JSON.parse(envelope.content) as AlipayNode;
  } catch {
    throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答不是 JSON' });
  }
  const code = typeof node['code'] === 'string' ? node['code'] : '';
  const succeeded = code === '10000' || code === '10003';
  if (envelope.sign !== undefined) verifyContent(account, envelope.content, envelope.sign, envelope.alipayCertSn);
  else if (succeeded) throw untrusted('成功的应答没有签名');
  if (succeeded) {
    if (account.credentials.certificates && envelope.alipayCertSn === undefined) throw untrusted('证书模式的应答没有 alipay_cert_sn');
    return node;
  }
  const failure = alipayError({ code, subCode: typeof node['sub_code'] === 'string' ? node['sub_code'] : '' });
  // 没有签名的错误谁都能伪造：不能据此断定「没付」「没退」。
  if (envelope.sign === undefined)
    throw new PayError(failure.kind, {
      outcome: 'unknown',
      ...(failure.gatewayCode ? { gatewayCode: failure.gatewayCode } : {}),
      detail: '错误应答没有签名',
    });
  throw failure;
}

/** 调用一个方法。@throws PayError 网关拒绝、网络不明、验签失败 */
export async function callAlipay(
  ports: ProviderPorts,
  account: AlipayAccount,
  method: string,
  bizContent: object,
  extras?: RequestExtras,
): Promise<AlipayNode> {
  const { biz_content = '', ...common } = signedParams(account, method, bizContent, ports.now(), extras);
  const response = await ports.http({
    method: 'POST',
    url: `${gatewayAddress(account)}?${encodeParams(common)}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8', 'user-agent': 'vk-pay' },
    body: encodeParams({ biz_content }),
    timeoutMs: account.timeoutMs,
  });
  return readAnswer(account, method, response);
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
