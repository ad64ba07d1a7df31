/**
 * 定时任务停了，它自己说不出来：路由这一边每个实例隔几分钟看一次它最近的心跳（统计折到哪里、什么时候折的）。
 * 停了就开一条告警，并由这里送出去。失败策略：看不成当作没停（fail open），从不影响正在答复的请求。
 */
import type { AlertFigures } from '../../../../../../common/contract/watch/alerts';
import { cleanText } from '../journal/redact';
import { printFailure } from '../kernel/console-line';
import type { Kernel } from '../kernel/kernel';
import { claim } from '../ledger/claim';
import { sourceOf } from '../stats/source/store';
import { statsOf } from '../stats/store';
import { deliverAlerts } from './deliver';
import { raise } from './episode';
import { RULES } from './rules';
import { alertSettings } from './settings';
import { alertsOf } from './store';

const MINUTE_MS = 60_000;
const LOOK_EVERY_MS = 5 * MINUTE_MS;
const SEND_MS = 5000;
const looked = new WeakMap<object, number>();

async function look(k: Kernel): Promise<void> {
  const settings = alertSettings(k);
  const own = settings?.rules['timer-silent'];
  if (!settings || own === false) return;
  const beat = await statsOf(k).beat();
  const minutes = own?.['minutes'] ?? RULES['timer-silent'].defaults['minutes'] ?? 0;
  // 一次也没有跑过的从第一张订单算起：多半是忘了配定时触发。
  const since = beat ?? (await sourceOf(k).earliest('orders', 0));
  if (since === undefined || k.now() - since < minutes * MINUTE_MS) return;
  // 请求都在等着：全部实例里每几分钟只有一个去说。
  if (!(await claim(k, 'timer-silent', LOOK_EVERY_MS))) return;
  const silence = beat === undefined ? '从来没有跑过（定时触发配了吗）' : `${Math.floor((k.now() - beat) / MINUTE_MS)} 分钟没有跑`;
  const message = `定时任务 ${silence}：补单、退款、对账都停着`;
  const figures: AlertFigures = beat === undefined ? {} : { minutes: Math.floor((k.now() - beat) / MINUTE_MS) };
  await raise(k, 'timer-silent', { subject: '', message, figures }, settings.cooldownMinutes, await alertsOf(k).standing(100));
  await deliverAlerts(k, k.now() + SEND_MS);
}

/** 到时间才看；从不抛出。 */
export async function watchTimer(k: Kernel): Promise<void> {
  if (k.now() - (looked.get(k.vk) ?? -Infinity) < LOOK_EVERY_MS) return;
  looked.set(k.vk, k.now());
  try {
    await look(k);
  } catch (error) {
    printFailure(`看不了定时任务的心跳：${cleanText(error instanceof Error ? error.message : String(error))}`, k.requestId);
  }
}
