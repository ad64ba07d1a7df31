/** monitor：定时触发，跑一轮到点的任务。可以重复执行（平台超时会重跑）。 */
import { createInstance } from 'vk-unicloud';
import { runMonitor, type CloudContext, type Vk } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

const vk = createInstance({ baseDir: __dirname, requireFn: (path: string): unknown => require(path) }) as unknown as Vk;

export async function main(_event: unknown, context: CloudContext): Promise<object> {
  // 客户端不得触发；定时器与控制台（server）可以。
  if (context.SOURCE !== 'timing' && context.SOURCE !== 'server') {
    return { code: 40009, msg: '权限不足，无法操作', action: '检查API权限', requestId: context.requestId ?? '' };
  }
  return runMonitor({ vk, paymentTypes, context });
}
