/**
 * 限频（设置 `rateLimit`）：全部实例合起来，每人 `windowMs` 毫秒之内最多 `max` 次；没有登录的按平台给的来源地址。
 * 窗口从这个人的第一次算起，满了要等它过去。回调不经过这里：它们有网关自己的签名。
 * 空间有 Redis 就数在 Redis 里；Redis 不通退回数据库（从头数起，一段时间里至多多放一倍），告警一次。
 * 失败策略：数不了（数据库也不通）就放行并告警（fail open）：限频是为了挡住滥用，不能因它停了收钱。
 */
import type { RateLimit } from '../config/settings';
import { printFailure } from '../kernel/console-line';
import { HOUR_MS } from '../kernel/clock';
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { Vk } from '../kernel/vk';
import { spend } from '../ledger/spend';
import { cleanText } from '../journal/redact';

/** 这个实例记得谁还要等到什么时候：被挡住的人一直敲，不必次次去问数据库。 */
const refused = new WeakMap<Vk, Map<string, number>>();
/** 记得的人数上限；满了就全忘掉，数据库里还有 */
const REMEMBERED = 10_000;

function remembered(vk: Vk): Map<string, number> {
  let own = refused.get(vk);
  if (own === undefined) refused.set(vk, (own = new Map()));
  return own;
}

/** 哪一个桶：有自己限额的服务单独算，其余的合在一起。 */
function bucketOf({ services, ...common }: RateLimit, service: string): { name: string; windowMs: number; max: number } {
  const own = Object.hasOwn(services, service) ? services[service] : undefined;
  return own ? { name: service, windowMs: own.windowMs ?? common.windowMs, max: own.max } : { name: '*', ...common };
}

function tooOften(waitMs: number): PayError {
  return new PayError('RATE_LIMIT', { msg: `操作过于频繁，请 ${Math.max(1, Math.ceil(waitMs / 1000))} 秒后重试` });
}

async function tellUncounted(k: ReceivingKernel, error: unknown): Promise<void> {
  const message = `限频数不了，已放行：${cleanText(error instanceof Error ? error.message : String(error))}`;
  try {
    await k.journal.alert({ kind: 'rate-limit-uncounted', level: 'warning', message, fact: String(Math.floor(k.now() / HOUR_MS)) });
  } catch {
    printFailure(message, k.requestId);
  }
}

/**
 * 数上这一次。
 * @param service 服务名，如 `pay/kh/createPayment`
 * @param who 用户 id；没有登录的用来源地址
 * @throws PayError RATE_LIMIT，文字里有还要等几秒
 */
export async function limitRate(k: ReceivingKernel, service: string, who: string): Promise<void> {
  const { name, windowMs, max } = bucketOf(k.config.settings.rateLimit, service);
  if (max === 0) return;
  const key = `rate:${name}:${who}`;
  const known = remembered(k.vk);
  const wait = (known.get(key) ?? 0) - k.now();
  // 时钟被拨回时看上去还要等很久：不信，再去问一次。
  if (wait > 0 && wait <= windowMs) throw tooOften(wait);
  let waitMs: number;
  try {
    waitMs = await spend(k, key, max, windowMs);
  } catch (error) {
    return tellUncounted(k, error);
  }
  if (waitMs <= 0) return void known.delete(key);
  if (known.size >= REMEMBERED) known.clear();
  known.set(key, k.now() + waitMs);
  throw tooOften(waitMs);
}
