/**
 * 并发的唯一一种对策：被别人抢先（版本变了、事务写冲突）就重读再来，之间随机让开一小会儿。
 * 抢输不是业务失败：从不记成失败，也从不说成「钱不够」。
 */
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';

/** 比较并交换没有抢到。只在 contend 之内抛出。 */
export class LostRace extends Error {}

/**
 * 阿里云只说会以写冲突失败，没有公布错误的形状：按 MongoDB 的码与文字宽容判断。
 * 冲突之后整个事务就没有了，里面再做什么都是 NoSuchTransaction：吞掉第一个错误的处理文件，也要整个重来。
 */
export function isWriteConflict(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, errCode, message, errMsg } = error as Record<string, unknown>;
  return [code, errCode, message, errMsg].some(
    (text) =>
      text === 112 ||
      text === 251 ||
      (typeof text === 'string' && /WriteConflict|write conflict|TransientTransaction|NoSuchTransaction/i.test(text)),
  );
}

const isContention = (error: unknown): boolean => error instanceof LostRace || isWriteConflict(error);

/** 一次争抢最多花的时间，毫秒。回调（HTTP）要在十秒内应答；客户端等 20 秒，其中还有网关的。 */
const PATIENCE_MS = { http: 6000, others: 12_000 };
/** 停住的钟（测试）也有尽头；真实的钟总是先到时间。 */
const MAX_TRIES = 60;
const FIRST_PAUSE_MS = 4;
/** 越让越久，抢的人再多、对手的事务再慢，也能一个一个过去；再长就白等了。 */
const LONGEST_PAUSE_MS = 800;

/**
 * 做到成功为止。
 * @param work 每次从头来：自己读、自己写；参数是第几次（从 0 起）。抢输时抛 LostRace，或任由写冲突抛出
 * @throws PayError BUSY（outcome 'unknown'）争抢太久
 */
export async function contend<T>(k: ReceivingKernel, work: (attempt: number) => Promise<T>): Promise<T> {
  const startedAt = k.now();
  const patience = k.context.SOURCE === 'http' ? PATIENCE_MS.http : PATIENCE_MS.others;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!isContention(error)) throw error;
      if (attempt + 1 >= MAX_TRIES || k.now() - startedAt > patience) {
        throw new PayError('BUSY', { outcome: 'unknown', cause: error, detail: '写冲突过多' });
      }
      // 不随机的话，同时抢输的会同时再来、再次抢输。
      await k.wait(Math.ceil(k.ids.fraction() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt)));
    }
  }
}
