/** 微信小程序虚拟支付（xpay）。 */
import { wxpayVirtual } from '../../../../../../../common/contract/providers/wxpay-virtual';
import { PayError } from '../../kernel/pay-error';
import { declaredProvider } from '../kit/declared';
import type { Aids, Provider, ProviderPorts } from '../provider';
import { createXpayClient } from './client';
import { signCreate } from './create';
import type { VirtualCredentials } from './credentials';
import { checkVirtualCreate } from './fields';
import { virtualLogin } from './login';
import { queryOrder } from './query';
import { createWxpayVirtualReceiver } from './receiver';
import { queryVirtualRefund, refundOrder } from './refund';
import { virtualShipping } from './shipping';

/** 没有带上凭据与付款人：什么也没有发出去。 */
const unaided = (): Promise<never> => Promise.reject(new PayError('SYSTEM', { detail: '没有带上开放接口的凭据与付款人' }));
const NO_AIDS: Aids = { token: unaided, payer: unaided };

export function createWxpayVirtualProvider(ports: ProviderPorts): Provider<VirtualCredentials> {
  const receiver = createWxpayVirtualReceiver(ports);
  const aided = (aids: Aids): Provider<VirtualCredentials> => {
    const client = createXpayClient(ports, aids);
    return {
      ...receiver,
      ...declaredProvider(wxpayVirtual),
      aided,
      checkCreate: checkVirtualCreate,
      create: (account, request) => signCreate(client, account, request),
      query: (account, out_trade_no) => queryOrder(client, account, out_trade_no),
      refund: (account, request) => refundOrder(client, account, request),
      queryRefund: (account, named) => queryVirtualRefund(client, account, named),
      login: virtualLogin(ports),
      shipping: virtualShipping(client),
    };
  };
  return aided(NO_AIDS);
}
