/** 定时触发（docs/protocols/unicloud.md §1.6）：cron 按 UTC+8 计算，秒固定；事件形状照阿里云。 */
import { Cron } from 'croner';
import { errorText } from './error-text';
import type { FunctionManifest } from './functions/manifest';
import { PlatformError } from './platform-error';

/** 超时的定时运行由平台重试的次数 */
const TIMEOUT_RETRIES = 3;

export function timerEvent(now: number): object {
  const Time = new Date(now).toISOString();
  return { triggerName: 'TIMER_LATEST', triggerTime: Time, Time, TriggerName: 'TIMER_LATEST', Type: 'Timer' };
}

async function runWithRetries(name: string, run: (name: string) => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await run(name);
      return;
    } catch (error) {
      console.error(`定时触发 ${name} 失败：${errorText(error)}`);
      const timedOut = error instanceof PlatformError && error.code === 'FunctionTimeout';
      if (!timedOut || attempt >= TIMEOUT_RETRIES) return;
    }
  }
}

/** 打开全部定时器；返回停止函数。同一个函数上一轮没结束就跳过这一轮。 */
export function startTimers(manifests: readonly FunctionManifest[], run: (name: string) => Promise<unknown>): () => void {
  const jobs = manifests.flatMap(({ name, cron }) =>
    cron === undefined ? [] : [new Cron(cron, { timezone: 'Asia/Shanghai', protect: true, unref: true }, () => runWithRetries(name, run))],
  );
  return () => jobs.forEach((job) => job.stop());
}
