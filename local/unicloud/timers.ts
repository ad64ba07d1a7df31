/** 定时触发（reference 1.6）：7 段 cron 按 UTC+8 计算，秒固定；事件形状照阿里云。 */
import { errorText } from './error-text';
import { Cron } from 'croner';
import type { FunctionManifest } from './functions/manifest';

export function timerEvent(now: number): object {
  const Time = new Date(now).toISOString();
  return { triggerName: 'TIMER_LATEST', triggerTime: Time, Time, TriggerName: 'TIMER_LATEST', Type: 'Timer' };
}

/** 打开全部定时器；返回停止函数。同一个函数上一轮没结束就跳过这一轮。 */
export function startTimers(manifests: readonly FunctionManifest[], run: (name: string) => Promise<unknown>): () => void {
  const jobs = manifests.flatMap(({ name, cron }) => {
    if (cron === undefined) return [];
    // 阿里云丢弃年份。
    const pattern = cron.split(' ').slice(0, 6).join(' ');
    return [
      new Cron(pattern, { timezone: 'Asia/Shanghai', protect: true, unref: true }, async () => {
        try {
          await run(name);
        } catch (error) {
          console.error(`定时触发 ${name} 失败：${errorText(error)}`);
        }
      }),
    ];
  });
  return () => jobs.forEach((job) => job.stop());
}
