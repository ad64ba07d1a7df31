/** 渠道名单：每个渠道接收回调的那一半；通知要主动查询才算数的（清单的 asksBack）不在其中。由 npm run new-provider 从清单的文件夹生成，不要手改。 */
import type { ProviderName } from '../../../../../../common/contract/channels';
import type { ProviderPorts, ProviderReceiver } from './provider';
import { createAlipayReceiver } from './alipay/receiver';
import { createWxpayReceiver } from './wxpay/receiver';

const CREATE: Readonly<Record<string, (ports: ProviderPorts) => ProviderReceiver>> = {
  alipay: createAlipayReceiver,
  wxpay: createWxpayReceiver,
};

export function createReceivers(ports: ProviderPorts): ReadonlyMap<ProviderName, ProviderReceiver> {
  return new Map(Object.entries(CREATE).map(([name, create]) => [name as ProviderName, create(ports)]));
}
