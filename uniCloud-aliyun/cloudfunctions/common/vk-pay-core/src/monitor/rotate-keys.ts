/** 换密钥的两个入口：定时任务每分钟换一些；员工（pay-admin）可以当场换、看还剩多少。 */
import { rotateKeysSchema } from '../../../../../../common/contract/keys/params';
import type { KeyRotation } from '../../../../../../common/contract/keys/rotation';
import type { Kernel } from '../kernel/kernel';
import { requireParams } from '../kernel/validate';
import type { Job } from './job';
import { rotate } from './rotation/rotate';

const BATCH = 50;
/** 员工叫一次最多做多久，毫秒：留得出答复的时间，剩下的带着 next 再叫 */
const SITTING_MS = 8000;

export const rotateKeys: Job = {
  name: 'rotate-keys',
  everyMinutes: 1,
  async run(k, deadline) {
    // 绝大多数时候只有一把密钥：一次数据库往返也不用。
    if ((k.config.cipher?.byId.size ?? 0) < 2) return { examined: 0, changed: 0, failed: 0, unfinished: false };
    const { changed, failed, next } = await rotate(k, { deadline, batch: BATCH });
    return { examined: changed + failed, changed, failed, unfinished: next !== undefined };
  },
};

/** `pay/sys/rotateKeys`。调用方必须已核验员工身份。@throws PayError PARAM */
export async function rotateKeysNow(k: Kernel, input: unknown, operator: string): Promise<KeyRotation> {
  const { dry_run = false, batch = BATCH, after } = requireParams(rotateKeysSchema, input ?? {});
  const startedAt = k.now();
  const done = await rotate(k, { deadline: startedAt + SITTING_MS, batch, dryRun: dry_run, ...(after === undefined ? {} : { after }) });
  if (!dry_run)
    k.journal.log({
      type: 'rotate-keys',
      status: done.failed > 0 ? 'ERROR' : 'SUCCESS',
      user_id: operator,
      startedAt,
      note: `换成 ${done.current || '（没有密钥）'}：换了 ${done.changed}，换不了 ${done.failed}，还剩 ${done.left}`,
    });
  return done;
}
