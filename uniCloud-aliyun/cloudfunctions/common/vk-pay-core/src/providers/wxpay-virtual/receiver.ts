/** 微信虚拟支付接收推送的那一半。 */
import { wxpayVirtual } from '../../../../../../../common/contract/providers/wxpay-virtual';
import { declaredReceiver } from '../kit/declared';
import type { ProviderPorts, ProviderReceiver } from '../provider';
import { readVirtualCredentials, type VirtualCredentials } from './credentials';
import { greetWeixin, parseVirtualNotify, virtualAck, virtualHint } from './notify';

export function createWxpayVirtualReceiver(_ports: ProviderPorts): ProviderReceiver<VirtualCredentials> {
  return {
    ...declaredReceiver(wxpayVirtual),
    readCredentials: readVirtualCredentials,
    parseNotify: parseVirtualNotify,
    hintOf: virtualHint,
    ack: virtualAck,
    greet: greetWeixin,
  };
}
