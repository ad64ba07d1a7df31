/** 支持的渠道清单。新增渠道：写一个文件夹，在这里加一行。 */
import type { ProviderName } from '../../../../../../common/contract/channels';
import type { Provider, ProviderPorts } from './provider';
import { createAlipayProvider } from './alipay';
import { createWxpayProvider } from './wxpay';

export function createProviders(ports: ProviderPorts): ReadonlyMap<ProviderName, Provider> {
  return new Map<ProviderName, Provider>([
    ['wxpay', createWxpayProvider(ports) as Provider],
    ['alipay', createAlipayProvider(ports) as Provider],
  ]);
}
