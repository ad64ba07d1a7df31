/** 渠道名单：每个渠道的全部（新增渠道在这里登记一行）。 */
import type { ProviderName } from '../../../../../../common/contract/channels';
import type { Provider, ProviderPorts } from './provider';
import { createAlipayProvider } from './alipay';
import { createWxpayProvider } from './wxpay';

const CREATE: Readonly<Record<ProviderName, (ports: ProviderPorts) => Provider>> = {
  wxpay: createWxpayProvider,
  alipay: createAlipayProvider,
};

export function createProviders(ports: ProviderPorts): ReadonlyMap<ProviderName, Provider> {
  return new Map(Object.entries(CREATE).map(([name, create]) => [name as ProviderName, create(ports)]));
}
