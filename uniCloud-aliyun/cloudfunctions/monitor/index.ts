/** monitor：定时触发，跑一轮到点的任务。可以重复执行（平台超时会重跑）。 */
import { createInstance } from 'vk-unicloud';
import { mayRunMonitor, runMonitor, type CloudContext, type Vk } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

const vk = createInstance({ baseDir: __dirname, requireFn: (path: string): unknown => require(path) }) as unknown as Vk;

export async function main(event: unknown, context: CloudContext): Promise<object> {
  // 客户端不得触发；定时器、控制台与自己（分给几个实例一起做）可以。
  if (!mayRunMonitor(context, event)) {
    return { code: 40009, msg: '权限不足，无法操作', action: '检查API权限', requestId: context.requestId ?? '' };
  }
  return runMonitor({ vk, paymentTypes, context }, event);
}
