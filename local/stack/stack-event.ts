/** 整套系统里发生的一件事：云函数一边的，或某个网关一边的。 */
import type { ProviderName } from '../../common/contract/channels';
import type { GatewayEvent } from '../gateways/kit/events';
import type { RuntimeEvent } from '../unicloud';

/** `at` 为毫秒时间戳 */
export type StackEvent = { readonly at: number } & (
  | { readonly source: 'cloud'; readonly event: RuntimeEvent }
  | { readonly source: 'gateway'; readonly provider: ProviderName; readonly event: GatewayEvent<string, string> }
);
