/** 微信支付接收回调的那一半。 */
import { wxpay } from '../../../../../../../common/contract/providers/wxpay';
import { declaredReceiver } from '../kit/declared';
import type { ProviderPorts, ProviderReceiver } from '../provider';
import { readWxpayCredentials, type WxpayCredentials } from './credentials';
import { createKeyRing, type KeyRing } from './keys';
import { parseWxpayNotify, wxpayAck, wxpayHint } from './notify';

/** @param ring 验签公钥；与主动请求共用一份，证书只下载一次 */
export function createWxpayReceiver(ports: ProviderPorts, ring: KeyRing = createKeyRing(ports)): ProviderReceiver<WxpayCredentials> {
  return {
    ...declaredReceiver(wxpay),
    readCredentials: readWxpayCredentials,
    parseNotify: (account, raw) => parseWxpayNotify(ports, ring, account, raw),
    hintOf: (account, raw) => wxpayHint(account, raw, ports.now()),
    ack: wxpayAck,
  };
}
