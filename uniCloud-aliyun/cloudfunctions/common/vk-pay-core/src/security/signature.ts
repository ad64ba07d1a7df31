/**
 * 请求签名（contract/request-signature）。设置 `requireSignature`：要登录的服务都要有，密钥由登录令牌得来。
 * 商户自己的服务器（设置 `servers`）总要有，密钥是 app key 对应的 secret。
 * 公开的服务不要：它们不动钱，前端还要靠其中之一校准时钟。
 * 挡住的是：请求被改过再送来、被录下来再放一遍、只偷到一次请求的正文却没有令牌。挡不住的是：令牌本身被偷走的人。
 * 失败策略：任何一处不对都拒绝；记不下随机串（数据库、设置了的 Redis 不通）也拒绝（fail closed），不然重放就没有人挡。
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  NONCE_PATTERN,
  SESSION_KEY_LABEL,
  SIGNATURE_FIELD,
  SIGNATURE_WINDOW_MS,
  signedText,
  type RequestSignature,
} from '../../../../../../common/contract/request-signature';
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { ServiceEvent } from '../kernel/vk';
import { useOnce } from '../ledger/spend';

const SECRET_BYTES = 32;
/** 随机串记多久：前后两个时间窗，再加一个——清掉它的实例钟可能快一点，核对的可能慢一点。过了这么久，时间戳自己就挡住了。 */
const NONCE_KEPT_MS = SIGNATURE_WINDOW_MS * 3;
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();
const SIGN_PATTERN = /^[0-9a-f]{64}$/;

function readSignature(value: unknown): RequestSignature | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { timestamp, nonce, sign } = value as Record<string, unknown>;
  if (typeof timestamp !== 'number' || !Number.isSafeInteger(timestamp)) return undefined;
  if (typeof nonce !== 'string' || !NONCE_PATTERN.test(nonce)) return undefined;
  return typeof sign === 'string' && SIGN_PATTERN.test(sign) ? { timestamp, nonce, sign } : undefined;
}

const refuse = (detail: string, msg?: string): PayError => new PayError('SIGNATURE', { detail, ...(msg ? { msg } : {}) });

/** 把签名从 data 里取出来：业务的入参检查不认识它。 */
export function takeSignature({ data }: ServiceEvent): unknown {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, SIGNATURE_FIELD)) return undefined;
  const fields = data as Record<string, unknown>;
  const taken = fields[SIGNATURE_FIELD];
  delete fields[SIGNATURE_FIELD];
  return taken;
}

/** 谁签的、签的是什么。 */
interface Signed {
  readonly service: string;
  readonly data: unknown;
  readonly user: string;
  /** 认得的密钥；轮换时有两把 */
  readonly keys: readonly (string | Buffer)[];
  /** 随机串在谁那里只用一次 */
  readonly owner: string;
}

/** @throws PayError SIGNATURE 没有签名、签名不对、太旧、用过了 · BUSY 随机串记不下来 */
async function requireSignature(k: ReceivingKernel, given: unknown, { service, data, user, keys, owner }: Signed): Promise<void> {
  const signature = readSignature(given);
  if (!signature) throw refuse('没有签名或形状不对', '请求没有签名');
  const { timestamp, nonce, sign } = signature;
  if (Math.abs(k.now() - timestamp) > SIGNATURE_WINDOW_MS) throw refuse('签名的时间相差太多', '请求已过期，请校准时间后重试');
  const text = signedText({ service, data, timestamp, nonce, user });
  const claimed = Buffer.from(sign, 'hex');
  // 每一把都比完：花的时间不说出对的是哪一把。
  if (!keys.map((key) => timingSafeEqual(hmac(key, text), claimed)).includes(true)) throw refuse('签名不对');
  let first: boolean;
  try {
    first = await useOnce(k, `nonce:${owner}${nonce}`, NONCE_KEPT_MS);
  } catch (cause) {
    throw new PayError('BUSY', { cause, detail: '随机串记不下来' });
  }
  if (!first) throw refuse('随机串用过了', '请求重复');
}

/** 登录的人的签名；没有打开 requireSignature 时不看。@throws 同 requireSignature */
export async function requireSignedRequest(k: ReceivingKernel, event: ServiceEvent, service: string, given: unknown): Promise<void> {
  const token = event.uniIdToken;
  if (!k.config.settings.requireSignature || typeof token !== 'string' || token === '') return;
  const keys = [hmac(token, SESSION_KEY_LABEL).toString('hex')];
  await requireSignature(k, given, { service, data: event.data, user: '', keys, owner: '' });
}

/** 没有这个 app key 时拿它来比：花的时间一样，答复一样，猜不出有哪些 app key。 */
const NOBODY = randomBytes(SECRET_BYTES);

/** 商户服务器的签名：不论设置，总要有。@throws 同 requireSignature */
export async function requireSignedByServer(
  k: ReceivingKernel,
  { app_key, ...signed }: Pick<Signed, 'service' | 'data' | 'user'> & { readonly app_key: string },
  given: unknown,
): Promise<void> {
  const { servers } = k.config.settings;
  const own = Object.hasOwn(servers, app_key) ? servers[app_key] : undefined;
  const keys = own?.secrets.map((secret) => Buffer.from(secret, 'base64')) ?? [NOBODY];
  await requireSignature(k, given, { ...signed, keys, owner: `${app_key}:` });
}
