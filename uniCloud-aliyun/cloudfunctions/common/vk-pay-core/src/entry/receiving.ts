/** 处理一次回调：装配、过门、落盘。小入口与装载全部渠道的用的是同一段。 */
import type { ReceivingKernel } from '../kernel/kernel';
import { receive, type ComposedResponse } from '../notify/receive';
import type { KernelOptions } from './assemble';
import { recordFailedStart } from './failed-start';

/**
 * @param serve 怎样答；缺省：通知自己就算数
 * @throws ConfigError 配置有误；在 payment_errors 里已留下一行
 */
export async function receiveWith<K extends ReceivingKernel>(
  createKernel: (options: KernelOptions) => K,
  options: KernelOptions,
  httpEvent: unknown,
  serve: (k: K, httpEvent: unknown) => Promise<ComposedResponse> = receive,
): Promise<ComposedResponse> {
  let k: K;
  try {
    k = createKernel(options);
  } catch (cause) {
    await recordFailedStart(options, cause);
    throw cause;
  }
  const response = await serve(k, httpEvent);
  await k.journal.flush();
  return response;
}
