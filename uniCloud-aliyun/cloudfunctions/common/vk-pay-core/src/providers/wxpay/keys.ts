/**
 * 验签用的公钥：按（商户号，Wechatpay-Serial）选取（docs/protocols/wxpay.md §1.4、§1.5、§1.6）。失败策略：关（没有公钥就不信）。
 * - 公钥模式：只认配置里的 PUB_KEY_ID，绝不请求证书接口
 * - 平台证书模式：自动下载，12 小时刷新一次；新旧证书并存，直到各自过期
 * - 切换期间两种都认
 * - 未知序列号最多每分钟、每商户触发一次下载，并发的共用同一次：攻击者造多少序列号也打不出更多外呼
 */
import type { KeyObject } from 'node:crypto';
import { PayError } from '../../kernel/pay-error';
import type { ProviderPorts } from '../provider';
import type { WxpayAccount } from './account';
import { downloadCertificates, type PlatformKey } from './certificates';
import { untrusted, type SignedHeaders } from './headers';
import { verifyMessage } from './sign';

const REFRESH_MS = 12 * 3_600_000;
const DOWNLOAD_GAP_MS = 60_000;
/** X.509 序列号最多 20 字节；不像证书序列号的一律不值得为它下载。 */
const CERTIFICATE_SERIAL = /^[0-9A-F]{8,40}$/;

interface MerchantKeys {
  keys: ReadonlyMap<string, PlatformKey>;
  refreshedAt: number;
  triedAt: number;
  /** 最近一次下载为何失败；成功后清空 */
  failure: PayError | undefined;
  pending: Promise<void> | undefined;
}

export interface KeyRing {
  /**
   * 选出验签公钥。
   * @throws PayError CERTIFICATE 没有这个序列号的公钥 · NETWORK / BUSY / RATE_LIMIT 暂时下载不到
   */
  find(account: WxpayAccount, serial: string): Promise<KeyObject>;
}

/** 时钟可能被往回拨：相差的绝对值才是「过了多久」，否则会有一小时不再下载。 */
const within = (now: number, since: number, span: number): boolean => Math.abs(now - since) < span;

function unexpired(keys: ReadonlyMap<string, PlatformKey>, now: number): [string, PlatformKey][] {
  return [...keys].filter(([, { expireAt }]) => expireAt > now);
}

export function createKeyRing(ports: ProviderPorts): KeyRing {
  // 用 Map 而不是普通对象：序列号由对方说了算，`__proto__` 之类不能有特殊含义。
  const merchants = new Map<string, MerchantKeys>();

  const stateOf = (account: WxpayAccount): MerchantKeys => {
    const name = `${account.gatewayUrl} ${account.mchid}`;
    let state = merchants.get(name);
    if (!state)
      merchants.set(
        name,
        (state = { keys: new Map(), refreshedAt: -Infinity, triedAt: -Infinity, failure: undefined, pending: undefined }),
      );
    return state;
  };

  const download = async (account: WxpayAccount, state: MerchantKeys): Promise<void> => {
    try {
      const fresh = await downloadCertificates(ports, account, state.keys);
      const now = ports.now();
      state.keys = new Map([...unexpired(state.keys, now), ...fresh]);
      state.refreshedAt = now;
      state.failure = undefined;
    } catch (thrown) {
      state.failure = thrown instanceof PayError ? thrown : new PayError('NETWORK', { outcome: 'unknown', cause: thrown });
      throw state.failure;
    } finally {
      state.pending = undefined;
    }
  };

  /** 下载一次，或搭上正在进行的那次；一分钟内下过就不再下，上次失败的原因照样说出来。 */
  const refresh = async (account: WxpayAccount, state: MerchantKeys): Promise<void> => {
    if (!state.pending) {
      if (within(ports.now(), state.triedAt, DOWNLOAD_GAP_MS)) {
        if (state.failure) throw state.failure;
        return;
      }
      state.triedAt = ports.now();
      state.pending = download(account, state);
    }
    await state.pending;
  };

  return {
    async find(account, serial) {
      const { publicKey, platformCertificates } = account.credentials;
      if (publicKey?.id === serial) return publicKey.key;
      const wanted = serial.toUpperCase();
      const missing = (): PayError => new PayError('CERTIFICATE', { detail: `没有序列号 ${serial.slice(0, 64)} 的公钥` });
      if (!platformCertificates || !CERTIFICATE_SERIAL.test(wanted)) throw missing();

      const state = stateOf(account);
      const usable = (): KeyObject | undefined => {
        const found = state.keys.get(wanted);
        return found && found.expireAt > ports.now() ? found.key : undefined;
      };
      const known = usable();
      if (known && within(ports.now(), state.refreshedAt, REFRESH_MS)) return known;
      try {
        await refresh(account, state);
      } catch (error) {
        // 只是到了该刷新的时候而网关暂时不通：手上未过期的证书照常可用。
        if (!known) throw error;
      }
      const key = usable();
      if (!key) throw missing();
      return key;
    },
  };
}

/** @throws PayError SIGNATURE 验签失败 · CERTIFICATE 没有对应公钥 · NETWORK / BUSY / RATE_LIMIT 暂时取不到公钥 */
export async function requireSignature(ring: KeyRing, account: WxpayAccount, headers: SignedHeaders, body: Buffer | string): Promise<void> {
  const key = await ring.find(account, headers.serial);
  if (!verifyMessage(headers.timestamp, headers.nonce, body, headers.signature, key)) throw untrusted('验签失败');
}
