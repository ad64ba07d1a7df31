/** 推送要主动查询才算数的渠道（清单的 asksBack）：装载全部渠道来收，问清楚了才应答。 */
import { greet } from '../notify/greet';
import { looking } from '../notify/look';
import { receive, type ComposedResponse } from '../notify/receive';
import type { KernelOptions } from './assemble';
import { createKernel } from './full-kernel';
import { receiveWith } from './receiving';

/** @throws ConfigError 配置有误 */
export const receiveWhole = (options: KernelOptions, httpEvent: unknown): Promise<ComposedResponse> =>
  receiveWith(createKernel, options, httpEvent, async (k, event) => (await greet(k, event)) ?? receive(k, event, looking(k)));
