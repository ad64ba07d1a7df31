/** 同一套开发密钥的两面：商户的 uni-pay 配置，与模拟网关里登记的商户。 */
import { createHash } from 'node:crypto';
import type { WxpayApp, WxpayGatewayOptions } from './options';
import type { WxpayDevelopmentKeys } from './keys';

export type WxpayKeyMode = 'certificate' | 'publicKey' | 'both';

/** 每个应用一个 AppSecret，由商户的密钥得来：32 个十六进制字符。 */
const secretOf = (keys: WxpayDevelopmentKeys, appid: string): string =>
  createHash('sha256').update(`${keys.apiV3Key} ${appid}`).digest('hex').slice(0, 32);

/** uni-pay/config.js 的 `wxpay`：键与真实商户填写的完全相同。 */
export function wxpaySections(keys: WxpayDevelopmentKeys, mode: WxpayKeyMode): Record<string, Record<string, unknown>> {
  const [publicKey] = keys.platform.publicKeys;
  const section = (appId: string): Record<string, unknown> => ({
    appId,
    secret: secretOf(keys, appId),
    mchId: keys.mchid,
    v3Key: keys.apiV3Key,
    appCertContent: keys.merchant.certificatePem,
    appPrivateKeyContent: keys.merchant.privateKeyPem,
    ...(mode === 'certificate' || !publicKey ? {} : { wxpayPublicKeyContent: publicKey.publicKeyPem, wxpayPublicKeyId: publicKey.id }),
    ...(mode === 'both' ? { platformCertificates: true } : {}),
    version: 3,
  });
  return Object.fromEntries(Object.entries(keys.appids).map(([platform, appId]) => [platform, section(appId)]));
}

/** 虚拟支付与消息推送的密钥，同样由商户的密钥得来。 */
function virtualOf(keys: WxpayDevelopmentKeys, appid: string): Required<Pick<WxpayApp, 'virtual' | 'push'>> {
  const made = (what: string): Buffer => createHash('sha256').update(`${keys.apiV3Key} ${appid} ${what}`).digest();
  const text = (what: string, length: number): string => made(what).toString('base64').replace(/[+/=]/g, 'x').slice(0, length);
  return {
    virtual: {
      offerId: String(1_450_000_000 + (made('offer').readUInt32BE(0) % 10_000_000)),
      appKey: text('appKey', 32),
      sandboxAppKey: text('sandboxAppKey', 32),
      coinsPerYuan: 100,
    },
    push: { token: text('token', 32), encodingAesKey: text('aes', 43), originalId: `gh_${made('original').toString('hex').slice(0, 12)}` },
  };
}

export function openApps(keys: WxpayDevelopmentKeys): WxpayApp[] {
  return [...new Set(Object.values(keys.appids))].map((appid) => ({
    appid,
    secret: secretOf(keys, appid),
    ...(appid === keys.appids['mp-weixin'] ? { miniProgram: true, ...virtualOf(keys, appid) } : {}),
  }));
}

export function gatewayMerchants(keys: WxpayDevelopmentKeys, mode: WxpayKeyMode): WxpayGatewayOptions['merchants'] {
  return [
    {
      mchid: keys.mchid,
      name: keys.merchantName,
      appids: [...new Set(Object.values(keys.appids))],
      apiV3Key: keys.apiV3Key,
      serialNo: keys.merchant.serialNo,
      certificatePem: keys.merchant.certificatePem,
      mode,
    },
  ];
}
