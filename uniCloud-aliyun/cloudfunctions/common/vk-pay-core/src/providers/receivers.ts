/** 各渠道接收回调的那一半。新增渠道：这里与 registry.ts 各加一行。 */
import type { ProviderName } from '../../../../../../common/contract/channels';
import type { ProviderPorts, ProviderReceiver } from './provider';
import { createAlipayReceiver } from './alipay/receiver';
import { createWxpayReceiver } from './wxpay/receiver';

export function createReceivers(ports: ProviderPorts): ReadonlyMap<ProviderName, ProviderReceiver> {
  return new Map<ProviderName, ProviderReceiver>([
    ['wxpay', createWxpayReceiver(ports) as ProviderReceiver],
    ['alipay', createAlipayReceiver(ports) as ProviderReceiver],
  ]);
}
