/** 渠道名单：每个渠道的全部。由 npm run new-provider 从清单的文件夹生成，不要手改。 */
import type { ProviderName } from '../../../../../../common/contract/channels';
import type { Provider, ProviderPorts } from './provider';
import { createAlipayProvider } from './alipay';
import { createWxpayProvider } from './wxpay';
import { createWxpayVirtualProvider } from './wxpay-virtual';

const CREATE: Readonly<Record<ProviderName, (ports: ProviderPorts) => Provider>> = {
  alipay: createAlipayProvider,
  wxpay: createWxpayProvider,
  'wxpay-virtual': createWxpayVirtualProvider,
};

export function createProviders(ports: ProviderPorts): ReadonlyMap<ProviderName, Provider> {
  return new Map(Object.entries(CREATE).map(([name, create]) => [name as ProviderName, create(ports)]));
}
