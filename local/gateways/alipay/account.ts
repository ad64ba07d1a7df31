/** 同一套开发密钥的两面：商户的 uni-pay 配置，与模拟网关里登记的应用。 */
import { X509Certificate } from 'node:crypto';
import type { AlipayApp } from './options';
import { bareKey, pkcs1Key, type AlipayDevelopmentKeys } from './keys';

export type AlipayKeyMode = 'certificate' | 'key';

/** uni-pay/config.js 的 `alipay`：键与真实商户填写的完全相同；密钥是平台交换时的样子，一行 base64。 */
export function alipaySections(keys: AlipayDevelopmentKeys, mode: AlipayKeyMode): Record<string, Record<string, unknown>> {
  const trust =
    mode === 'certificate'
      ? {
          alipayPublicCertContent: keys.alipay.certificatePem,
          alipayRootCertContent: keys.root.certificatePem,
          appCertContent: keys.app.certificatePem,
        }
      : { alipayPublicKey: bareKey(keys.alipay.publicKeyPem) };
  // 两种私钥写法都常见：证书模式用 PKCS#8，公钥模式用 PKCS#1。
  const privateKey = mode === 'certificate' ? bareKey(keys.app.privateKeyPem) : pkcs1Key(keys.app.privateKeyPem);
  const section = (appId: string): Record<string, unknown> => ({ appId, privateKey, ...trust, sellerId: keys.sellerId });
  return Object.fromEntries(Object.entries(keys.appIds).map(([platform, appId]) => [platform, section(appId)]));
}

export function gatewayApps(keys: AlipayDevelopmentKeys, mode: AlipayKeyMode): AlipayApp[] {
  return Object.values(keys.appIds).map((appId) => ({
    appId,
    sellerId: keys.sellerId,
    name: keys.merchantName,
    mode,
    appPublicKeyPem: keys.app.publicKeyPem,
    ...(mode === 'certificate'
      ? {
          appCertSn: keys.app.certificateSn,
          rootCertSn: keys.root.certificateSn,
          appCertExpiresAt: Date.parse(new X509Certificate(keys.app.certificatePem).validTo),
        }
      : {}),
  }));
}
