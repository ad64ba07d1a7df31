/**
 * 进门的检查，次序固定（docs/protocols/alipay.md §10）：app_id、method、timestamp、sign_type、证书序列号、签名、biz_content。
 * 已知的只有「app_id 在签名之前」，其余是约定。
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { parseBeijingTime } from '../kit/beijing-time';
import { GatewayError } from './errors';
import type { AlipayApp } from './options';
import type { Received } from './parameters';
import { requestText, verifyText, type Parameters } from './signature';

export interface RegisteredApp extends AlipayApp {
  /** 没有上传公钥时为 undefined：一切请求都验不过 */
  readonly publicKey: KeyObject | undefined;
}

export interface AdmissionRules {
  readonly now: number;
  readonly timestampToleranceMs: number | undefined;
}

const MAX_URL = 256;

export function registerApp(app: AlipayApp): RegisteredApp {
  return { ...app, publicKey: app.appPublicKeyPem === '' ? undefined : createPublicKey(app.appPublicKeyPem) };
}

/** @throws GatewayError 不签名：没有应用就选不出密钥 */
export function findApp(parameters: Parameters, apps: ReadonlyMap<string, RegisteredApp>): RegisteredApp {
  const appId = parameters['app_id'] ?? '';
  if (appId === '') throw new GatewayError('isv.missing-app-id', undefined, { unsigned: true });
  const app = apps.get(appId);
  if (!app) throw new GatewayError('isv.invalid-app-id', undefined, { unsigned: true });
  return app;
}

function checkEnvelope({ all, inUrl }: Received, { now, timestampToleranceMs }: AdmissionRules): void {
  const timestamp = all['timestamp'] ?? '';
  if (timestamp === '') throw new GatewayError('isv.missing-timestamp');
  const at = parseBeijingTime(timestamp);
  if (at === undefined) throw new GatewayError('isv.invalid-timestamp');
  if (timestampToleranceMs !== undefined && Math.abs(at - now) > timestampToleranceMs)
    throw new GatewayError('isv.invalid-timestamp', 'timestamp 与服务器时间相差过大，应为东八区时间');
  if ((all['version'] ?? '') === '') throw new GatewayError('isv.missing-version');
  if (all['version'] !== '1.0') throw new GatewayError('isv.invalid-parameter', 'version 应为 1.0');
  if (!inUrl.has('charset') || all['charset']?.toLowerCase() !== 'utf-8') throw new GatewayError('isv.invalid-charset');
  if (all['format'] !== undefined && all['format'] !== 'JSON') throw new GatewayError('isv.invalid-format');
  for (const name of ['notify_url', 'return_url']) {
    const url = all[name];
    if (url !== undefined && url !== '' && (url.length > MAX_URL || !/^https?:\/\//.test(url)))
      throw new GatewayError('isv.invalid-parameter', `${name} 应为 ${MAX_URL} 个字符以内的 http(s) 地址`);
  }
  if (all['encrypt_type'] !== undefined)
    throw new GatewayError(all['encrypt_type'] === 'AES' ? 'isv.missing-encrypt-key' : 'isv.invalid-encrypt-type');
}

function checkCertificates(parameters: Parameters, app: AlipayApp, now: number): void {
  const appSn = parameters['app_cert_sn'] ?? '';
  const rootSn = parameters['alipay_root_cert_sn'] ?? '';
  if (app.mode === 'key') {
    // 公钥模式的应用在平台上没有证书（§1.5：一个应用只有一种模式）。
    if (appSn !== '') throw new GatewayError('isv.app-cert-not-exist');
    return;
  }
  if (appSn === '') throw new GatewayError('isv.missing-app-cert-sn');
  if (rootSn === '') throw new GatewayError('isv.missing-alipay-root-cert-sn');
  if (appSn !== app.appCertSn) throw new GatewayError('isv.app-cert-not-exist');
  if (rootSn !== app.rootCertSn) throw new GatewayError('isv.invalid-alipay-root-cert-sn');
  if (app.appCertExpiresAt !== undefined && app.appCertExpiresAt <= now) throw new GatewayError('isv.app-cert-expired');
}

function checkSignature(parameters: Parameters, app: RegisteredApp): void {
  const signature = parameters['sign'] ?? '';
  if (signature === '') throw new GatewayError('isv.missing-signature');
  const text = requestText(parameters);
  if (app.publicKey && verifyText(text, signature, app.publicKey)) return;
  const shown = text.replace(/&/g, '&amp;');
  throw new GatewayError(
    'isv.invalid-signature',
    `验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：${shown}`,
  );
}

/** 应用找到之后的全部检查。@throws GatewayError */
export function admit(received: Received, app: RegisteredApp, rules: AdmissionRules): void {
  checkEnvelope(received, rules);
  const signType = received.all['sign_type'] ?? '';
  if (signType === '') throw new GatewayError('isv.missing-signature-type');
  // 新应用只能用 RSA2（§1.2）。
  if (signType !== 'RSA2') throw new GatewayError('isv.invalid-signature-type');
  checkCertificates(received.all, app, rules.now);
  checkSignature(received.all, app);
}

/** biz_content 是 JSON 对象；没有时按空对象，由各接口说缺了什么。 */
export function readBizContent(parameters: Parameters): unknown {
  const text = parameters['biz_content'] ?? '';
  if (text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new GatewayError('isv.illegal-json');
  }
}
