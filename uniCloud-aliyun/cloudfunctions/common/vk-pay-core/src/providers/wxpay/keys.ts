/**
 * 验签用的公钥：按（商户号，Wechatpay-Serial）选取（docs/protocols/wxpay.md §1.4–1.6）。失败策略：关（没有公钥就不信）。
 * - 公钥模式：只认配置里的 PUB_KEY_ID，绝不请求证书接口
 * - 平台证书模式：自动下载，12 小时刷新一次；新旧证书并存，直到各自过期
 * - 切换期间两种都认；序列号不分大小写
 * - 每个实例、每商户最多每分钟下载一次，并发的共用同一次
 * - 由回调（外来的消息）引起的再次下载，全部实例加起来每分钟也只有一次：攻击者造多少序列号也打不出更多外呼。
 *   不受别的实例限制的只有两种：自己发出的请求（等着验答复），与冷启动的第一次（不然一批回调同时落在几个新实例上，
 *   只有一个验得了签）；后者每个实例一生只有一次，而且不碰数据库
 */
import type { KeyObject } from 'node:crypto';
import { PayError } from '../../kernel/pay-error';
import type { ProviderPorts } from '../provider';
import type { WxpayAccount } from './account';
import type { PlatformKey } from './certificates';
import { untrusted, type SignedHeaders } from './headers';
import { speakerOf } from './parties';
import { verifyMessage } from './sign';

const REFRESH_MS = 12 * 3_600_000;
const DOWNLOAD_GAP_MS = 60_000;
/** X.509 序列号最多 20 字节；不像证书序列号的一律不值得为它下载。 */
const CERTIFICATE_SERIAL = /^[0-9A-F]{8,40}$/;

/** 谁等着这把公钥：自己发出的请求的答复，还是外来的回调。 */
export type Asker = 'answer' | 'notice';

interface MerchantKeys {
  keys: ReadonlyMap<string, PlatformKey>;
  refreshedAt: number;
  triedAt: number;
  /** 最近一次下载为何失败；成功后清空 */
  failure: PayError | undefined;
  pending: Promise<void> | undefined;
  /** 别的实例刚下载过：在此之前不再为回调去抢 */
  deniedAt: number;
  claiming: Promise<boolean> | undefined;
}

export interface KeyRing {
  /** 不必下载就有的：公钥模式的那一把。 */
  held(account: WxpayAccount, serial: string): KeyObject | undefined;
  /**
   * 选出验签公钥。
   * @throws PayError CERTIFICATE 没有这个序列号的公钥 · NETWORK / BUSY / RATE_LIMIT 暂时下载不到
   */
  find(account: WxpayAccount, serial: string, asker: Asker): Promise<KeyObject>;
  /**
   * 加密敏感字段用的公钥（§1.8）：公钥模式是那一把，平台证书模式是最晚到期的一张。
   * @throws PayError 同上
   */
  current(
    account: WxpayAccount,
  ): Promise<{ readonly serial: string; readonly key: KeyObject; /** 毫秒；公钥没有期限 */ readonly expireAt?: number }>;
}

/** 时钟可能被往回拨：相差的绝对值才是「过了多久」，否则会有一小时不再下载。 */
const within = (now: number, since: number, span: number): boolean => Math.abs(now - since) < span;

function unexpired(keys: ReadonlyMap<string, PlatformKey>, now: number): [string, PlatformKey][] {
  return [...keys].filter(([, { expireAt }]) => expireAt > now);
}

const emptyKeys = (): MerchantKeys => ({
  keys: new Map(),
  refreshedAt: -Infinity,
  triedAt: -Infinity,
  failure: undefined,
  pending: undefined,
  deniedAt: -Infinity,
  claiming: undefined,
});

const takenElsewhere = (): PayError => new PayError('BUSY', { outcome: 'unknown', detail: '别的实例刚下载过平台证书，稍后再来' });

export function createKeyRing(ports: ProviderPorts): KeyRing {
  // 用 Map 而不是普通对象：序列号由对方说了算，`__proto__` 之类不能有特殊含义。
  const merchants = new Map<string, MerchantKeys>();

  const stateOf = (account: WxpayAccount): MerchantKeys => {
    const name = `${account.gatewayUrl} ${speakerOf(account)}`;
    const state = merchants.get(name) ?? emptyKeys();
    merchants.set(name, state);
    return state;
  };

  const download = async (account: WxpayAccount, state: MerchantKeys): Promise<void> => {
    try {
      // 要下载时才装载：多数回调用手上的公钥就够了
      const { downloadCertificates } = await import('./certificates');
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

  /** 在全部实例之间抢这一分钟；没抢到就记住，这一分钟里不再去问（那也是一次外呼）。 */
  const mayDownload = async (account: WxpayAccount, state: MerchantKeys): Promise<boolean> => {
    if (within(ports.now(), state.deniedAt, DOWNLOAD_GAP_MS)) return false;
    state.claiming ??= ports.claim(`wxpay-certificates:${speakerOf(account)}`, DOWNLOAD_GAP_MS).finally(() => {
      state.claiming = undefined;
    });
    const granted = await state.claiming;
    if (!granted) state.deniedAt = ports.now();
    return granted;
  };

  /** 一分钟内下过就不再下；上次失败的原因照样说出来。 */
  const triedLately = (state: MerchantKeys): boolean => {
    if (!within(ports.now(), state.triedAt, DOWNLOAD_GAP_MS)) return false;
    if (state.failure) throw state.failure;
    return true;
  };

  /** 下载一次，或搭上正在进行的那次。 */
  const refresh = async (account: WxpayAccount, state: MerchantKeys, asker: Asker): Promise<void> => {
    if (!state.pending) {
      if (triedLately(state)) return;
      if (asker === 'notice' && state.keys.size > 0 && !(await mayDownload(account, state))) throw takenElsewhere();
      // 抢的时候别人可能已经开始，甚至已经下完。
      if (!state.pending) {
        if (triedLately(state)) return;
        state.triedAt = ports.now();
        state.pending = download(account, state);
      }
    }
    await state.pending;
  };

  return {
    held({ credentials: { publicKey } }, serial) {
      return publicKey?.id === serial.toUpperCase() ? publicKey.key : undefined;
    },

    async find(account, serial, asker) {
      const held = this.held(account, serial);
      if (held) return held;
      const { platformCertificates } = account.credentials;
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
        await refresh(account, state, asker);
      } catch (error) {
        // 只是到了该刷新的时候而暂时刷新不了：手上未过期的证书照常可用。
        if (!known) throw error;
      }
      const key = usable();
      if (!key) throw missing();
      return key;
    },

    async current(account) {
      const { publicKey } = account.credentials;
      if (publicKey) return { serial: publicKey.id, key: publicKey.key };
      const state = stateOf(account);
      const newest = (): [string, PlatformKey] | undefined =>
        unexpired(state.keys, ports.now()).sort((a, b) => b[1].expireAt - a[1].expireAt)[0];
      if (!newest() || !within(ports.now(), state.refreshedAt, REFRESH_MS)) await refresh(account, state, 'answer');
      const found = newest();
      if (!found) throw new PayError('CERTIFICATE', { detail: '没有可用的平台证书' });
      return { serial: found[0], key: found[1].key, expireAt: found[1].expireAt };
    },
  };
}

/** @throws PayError SIGNATURE 验签失败 · CERTIFICATE 没有对应公钥 · NETWORK / BUSY / RATE_LIMIT 暂时取不到公钥 */
export async function requireSignature(
  ring: KeyRing,
  account: WxpayAccount,
  headers: SignedHeaders,
  body: Buffer | string,
  asker: Asker,
): Promise<void> {
  requireMessage(headers, body, await ring.find(account, headers.serial, asker));
}

/** @throws PayError SIGNATURE 验签失败 */
export function requireMessage({ timestamp, nonce, signature }: SignedHeaders, body: Buffer | string, key: KeyObject): void {
  if (!verifyMessage(timestamp, nonce, body, signature, key)) throw untrusted('验签失败');
}
