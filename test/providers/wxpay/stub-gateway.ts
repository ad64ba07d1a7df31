// 测试用的最小网关：自己的密钥、自己的签名代码（不用被测代码签名），按剧本应答并记下每个请求。
import { createCipheriv, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import type {
  Account,
  GatewayRequest,
  GatewayResponse,
  Provider,
  ProviderPorts,
  RawNotify,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { createWxpayProvider } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay';
import type { WxpayCredentials } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/credentials';
import { selfSigned } from './self-signed';

export const START = Date.parse('2026-11-02T10:00:00+08:00');
export const V3_KEY = '0123456789abcdefghijABCDEFGHIJ-!';
export const MCHID = '1900000001';
export const APPID = 'wx2421b1c4370ec43b';
export const PUBLIC_KEY_ID = 'PUB_KEY_ID_0119000000012026110100000000000001';

export interface SigningKey {
  readonly serial: string;
  readonly privateKey: KeyObject;
}
export interface CertifiedKey extends SigningKey {
  readonly certificatePem: string;
}

const pair = (): { privateKey: KeyObject; publicKey: KeyObject } => generateKeyPairSync('rsa', { modulusLength: 2048 });
export const pemOf = (key: KeyObject): string => String(key.export({ format: 'pem', type: key.type === 'private' ? 'pkcs8' : 'spki' }));

export function certifiedKey(serial: string, notAfter = START + 5 * 365 * 86_400_000): CertifiedKey {
  const keys = pair();
  return { serial, privateKey: keys.privateKey, certificatePem: selfSigned(keys, serial, START - 86_400_000, notAfter) };
}

/** APIv3 密钥加密一段明文。 */
export function seal(
  plain: string,
  aad = 'transaction',
  key = V3_KEY,
): { algorithm: string; nonce: string; associated_data: string; ciphertext: string } {
  const nonce = 'uluk4a9R25RW';
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(nonce));
  cipher.setAAD(Buffer.from(aad));
  const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { algorithm: 'AEAD_AES_256_GCM', nonce, associated_data: aad, ciphertext: data.toString('base64') };
}

/** 给一段正文签名，得到五个 Wechatpay-* 头（小写）。 */
export function signedHeaders(
  key: SigningKey,
  body: string,
  at: number,
  nonce = 'c5ac7061fccab6bf3e254dcf98995b8c',
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const signature = sign('RSA-SHA256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), key.privateKey).toString('base64');
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-signature': signature,
    'wechatpay-serial': key.serial,
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  };
}

/** 把一个事件装进签名、加密好的回调。 */
export function notifyOf(key: SigningKey, at: number, event_type: string, plain: object, patch: object = {}): RawNotify {
  const body = JSON.stringify({
    id: 'EV-1',
    create_time: '2026-11-02T10:00:00+08:00',
    event_type,
    resource_type: 'encrypt-resource',
    summary: '通知',
    resource: { original_type: 'transaction', ...seal(JSON.stringify(plain)) },
    ...patch,
  });
  return { headers: signedHeaders(key, body, at), body: Buffer.from(body) };
}

export type Script = (request: GatewayRequest) => GatewayResponse | Promise<GatewayResponse>;

export interface Stub {
  readonly provider: Provider<WxpayCredentials>;
  readonly requests: GatewayRequest[];
  /** 用 signer 签名的应答 */
  answer(status: number, json?: object, patch?: Record<string, string>): GatewayResponse;
  /** 未签名的错误应答 */
  error(status: number, code: string, requestId?: string, message?: string): GatewayResponse;
  account(patch?: Partial<Account<WxpayCredentials>> & { section?: Record<string, unknown> }): Account<WxpayCredentials>;
  /** 证书接口的应答 */
  certificates(...keys: readonly CertifiedKey[]): GatewayResponse;
  lastBody(): Record<string, unknown>;
  /** 用商户公钥核对一个请求的 Authorization */
  verifyAuthorization(request: GatewayRequest): boolean;
  /** 全部实例之间的抢占；缺省总是抢得到 */
  claim: ProviderPorts['claim'];
  now: number;
  script: Script;
  signer: SigningKey;
}

const platform: SigningKey & { publicPem: string } = (() => {
  const { privateKey, publicKey } = pair();
  return { serial: PUBLIC_KEY_ID, privateKey, publicPem: pemOf(publicKey) };
})();
export const platformKey: SigningKey = platform;

export const merchantKey = certifiedKey('7A1B2C3D4E5F60718293A4B5C6D7E8F901234567');

export function completeSection(): Record<string, unknown> {
  const own = merchantKey;
  return {
    appId: APPID,
    mchId: MCHID,
    v3Key: V3_KEY,
    appCertContent: own.certificatePem,
    appPrivateKeyContent: pemOf(own.privateKey),
    wxpayPublicKeyContent: platform.publicPem,
    wxpayPublicKeyId: PUBLIC_KEY_ID,
    version: 3,
  };
}

export function createStub(): Stub {
  const base = completeSection();
  const own = merchantKey;
  const requests: GatewayRequest[] = [];
  let nonces = 0;
  const ports: ProviderPorts = {
    http: async (request) => {
      requests.push(request);
      return stub.script(request);
    },
    now: () => stub.now,
    nonce: () => `nonce${String((nonces += 1)).padStart(27, '0')}`,
    claim: (name, ms) => stub.claim(name, ms),
  };
  const stub: Stub = {
    provider: createWxpayProvider(ports),
    requests,
    claim: () => Promise.resolve(true),
    now: START,
    signer: platform,
    script: () => {
      throw new Error('没有剧本');
    },
    answer(status, json, patch = {}) {
      const body = json === undefined ? '' : JSON.stringify(json);
      return { status, headers: { ...signedHeaders(stub.signer, body, stub.now), 'request-id': '08F7-1-0', ...patch }, body };
    },
    error: (status, code, requestId = '08F7-1-0', message = '网关的话') => ({
      status,
      headers: { 'request-id': requestId },
      body: JSON.stringify({ code, message }),
    }),
    account({ section = {}, ...patch } = {}) {
      const read = stub.provider.readCredentials({ ...base, ...section }, 'wxpay.h5', () => '');
      if (!read.ok) throw new Error(JSON.stringify(read.problems));
      return {
        provider: 'wxpay',
        platform: 'h5',
        pid: 'default',
        appid: read.appid,
        mchid: read.mchid,
        gatewayUrl: 'https://gateway.test',
        notifyUrl: 'https://shop.test/pay-notify/wxpay/h5',
        timeoutMs: 5000,
        credentials: read.credentials,
        ...patch,
      };
    },
    certificates(...keys) {
      const data = keys.map(({ serial, certificatePem }) => ({
        serial_no: serial,
        effective_time: '2026-01-01T00:00:00+08:00',
        expire_time: '2031-01-01T00:00:00+08:00',
        encrypt_certificate: seal(certificatePem, 'certificate'),
      }));
      return stub.answer(200, { data });
    },
    lastBody: () => JSON.parse(requests.at(-1)?.body ?? 'null') as Record<string, unknown>,
    verifyAuthorization({ method, url, headers, body = '' }) {
      const [schema, items = ''] = (headers['authorization'] ?? '').split(' ');
      const fields = Object.fromEntries([...items.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
      const message = `${method}\n${url.replace('https://gateway.test', '')}\n${fields['timestamp']}\n${fields['nonce_str']}\n${body}\n`;
      const genuine = verify(
        'RSA-SHA256',
        Buffer.from(message),
        createPublicKey(own.privateKey),
        Buffer.from(fields['signature'] ?? '', 'base64'),
      );
      return (
        genuine &&
        schema === 'WECHATPAY2-SHA256-RSA2048' &&
        fields['mchid'] === MCHID &&
        fields['serial_no'] === own.serial &&
        fields['timestamp'] === String(Math.floor(stub.now / 1000))
      );
    },
  };
  return stub;
}

/** 平台证书模式（没有公钥）的配置补丁。 */
export const CERTIFICATE_MODE = { wxpayPublicKeyContent: '', wxpayPublicKeyId: '' };
