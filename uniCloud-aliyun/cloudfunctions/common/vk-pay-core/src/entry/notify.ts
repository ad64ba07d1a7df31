/**
 * vk-pay-core/notify：回调函数单独的入口（构建成 vk-pay-core/notify.js）。
 * 回调要在几秒内应答，冷启动越轻越好：下单、二维码、入参规则都不在这里面。
 */
import { recordFailedStart } from './failed-start';
import { receive, type ComposedResponse } from '../notify/receive';
import { createReceivers } from '../providers/receivers';
import { kernelFactory, type KernelOptions } from './assemble';

const createKernel = kernelFactory(createReceivers);

/** @throws 装配不起来的原因；在 payment_errors 里已留下一行 */
async function opened(options: KernelOptions): Promise<ReturnType<typeof createKernel>> {
  try {
    return createKernel(options);
  } catch (cause) {
    await recordFailedStart(options, cause);
    throw cause;
  }
}

/**
 * 处理一次网关回调。
 * @param httpEvent uniCloud URL 化的集成请求
 * @returns 集成响应：渠道约定的应答
 * @throws ConfigError 配置有误
 */
export async function receiveNotify(options: KernelOptions, httpEvent: unknown): Promise<ComposedResponse> {
  const k = await opened(options);
  const response = await receive(k, httpEvent);
  await k.journal.flush();
  return response;
}

export type { CloudContext, Vk } from '../kernel/vk';
