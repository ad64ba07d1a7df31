/**
 * 验签用的公钥：按 Wechatpay-Serial 选取（1.4、1.5、1.6）。
 * - 公钥模式：只认配置里的 PUB_KEY_ID，绝不请求证书接口
 * - 平台证书模式：自动下载，每 12 小时刷新；未知序列号最多每分钟触发一次刷新，
 *   并发的请求共用同一次下载——攻击者造多少序列号也打不出更多外呼
 */
import { X509Certificate, type KeyObject } from 'node:crypto';
import { PayError } from '../../errors/pay-error';
import type { Account, ProviderPorts } from '../provider';
import type { WxpayCredentials } from './credentials';
import { openResource, type EncryptedResource } from './decrypt';
import { authorization, verifyMessage } from './sign';

export type WxpayAccount = Account<WxpayCredentials>;

const REFRESH_MS = 12 * 3_600_000;
const UNKNOWN_SERIAL_GAP_MS = 60_000;
const CERTIFICATES_PATH = '/v3/certificates';

interface PlatformKey {
  readonly key: KeyObject;
  readonly expireAt: number;
}
interface MerchantKeys {
  keys: ReadonlyMap<string, PlatformKey>;
  refreshedAt: number;
  triedAt: number;
  pending: Promise<void> | undefined;
}

export interface KeyRing {
  /**
   * 选出验签公钥。
   * @throws PayError CERTIFICATE 没有这个序列号的公钥 · NETWORK / BUSY 暂时下载不到
   */
  find(account: WxpayAccount, serial: string): Promise<KeyObject>;
}

export function createKeyRing(ports: ProviderPorts): KeyRing {
  const merchants = new Map<string, MerchantKeys>();

  const stateOf = (account: WxpayAccount): MerchantKeys => {
    const name = `${account.gatewayUrl} ${account.mchid}`;
    let state = merchants.get(name);
    if (!state) merchants.set(name, (state = { keys: new Map(), refreshedAt: -Infinity, triedAt: -Infinity, pending: undefined }));
    return state;
  };

  const refresh = (account: WxpayAccount, state: MerchantKeys): Promise<void> => {
    state.triedAt = ports.now();
    state.pending ??= downloadCertificates(ports, account)
      .then((keys) => {
        state.keys = keys;
        state.refreshedAt = ports.now();
      })
      .finally(() => {
        state.pending = undefined;
      });
    return state.pending;
  };

  return {
    async find(account, serial) {
      const { publicKey, platformCertificates } = account.credentials;
      if (publicKey && serial === publicKey.id) return publicKey.key;
      const unknown = (): PayError => new PayError('CERTIFICATE', { detail: `没有序列号 ${serial.slice(0, 64)} 的公钥` });
      if (!platformCertificates || serial.startsWith('PUB_KEY_ID_')) throw unknown();

      const state = stateOf(account);
      const now = ports.now();
      const known = state.keys.get(serial);
      if (known && known.expireAt > now && now - state.refreshedAt < REFRESH_MS) return known.key;
      try {
        if (state.pending) await state.pending;
        else if (now - state.triedAt >= UNKNOWN_SERIAL_GAP_MS) await refresh(account, state);
      } catch (error) {
        // 只是到了该刷新的时候而网关暂时不通：手上未过期的证书照常可用。
        if (!known || known.expireAt <= now) throw error;
      }
      const found = state.keys.get(serial);
      if (!found || found.expireAt <= now) throw unknown();
      return found.key;
    },
  };
}

interface CertificateItem {
  readonly serial_no: string;
  readonly expire_time: string;
  readonly encrypt_certificate: EncryptedResource;
}

function readItems(body: string): CertificateItem[] {
  try {
    const { data } = JSON.parse(body) as { data?: unknown };
    if (Array.isArray(data)) return data as CertificateItem[];
  } catch {
    // 与「不是数组」一样处理。
  }
  throw new PayError('NETWORK', { outcome: 'unknown', detail: '证书列表不是约定的格式' });
}

/** 下载、解密、装入，再用装入的证书验证这份应答本身（首次下载的规则，1.6）。 */
async function downloadCertificates(ports: ProviderPorts, account: WxpayAccount): Promise<ReadonlyMap<string, PlatformKey>> {
  const timestamp = String(Math.floor(ports.now() / 1000));
  const nonce = ports.nonce();
  const { credentials } = account;
  const response = await ports.http({
    method: 'GET',
    url: account.gatewayUrl + CERTIFICATES_PATH,
    headers: {
      accept: 'application/json',
      'user-agent': 'vk-pay',
      authorization: authorization({ mchid: account.mchid, serialNo: credentials.serialNo, privateKey: credentials.privateKey }, 'GET', CERTIFICATES_PATH, timestamp, nonce, ''),
    },
    timeoutMs: account.timeoutMs,
  });
  if (response.status === 404) throw new PayError('CERTIFICATE', { detail: '该商户没有平台证书，请改用微信支付公钥模式', gatewayStatus: 404 });
  if (response.status !== 200) throw new PayError('BUSY', { detail: '下载平台证书失败', gatewayStatus: response.status });
  const keys = new Map<string, PlatformKey>();
  for (const item of readItems(response.body)) {
    const certificate = new X509Certificate(openResource(item.encrypt_certificate, credentials.apiV3Key));
    keys.set(item.serial_no, { key: certificate.publicKey, expireAt: Date.parse(item.expire_time) });
  }
  const signer = keys.get(response.headers['wechatpay-serial'] ?? '');
  const verified =
    signer && verifyMessage(response.headers['wechatpay-timestamp'] ?? '', response.headers['wechatpay-nonce'] ?? '', response.body, response.headers['wechatpay-signature'] ?? '', signer.key);
  if (!verified) throw new PayError('CERTIFICATE', { detail: '证书列表验签失败' });
  return keys;
}
