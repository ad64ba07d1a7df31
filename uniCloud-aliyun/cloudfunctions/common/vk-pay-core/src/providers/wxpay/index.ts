/** 微信支付 APIv3。 */
import type { Provider, ProviderPorts } from '../provider';
import { createWxpayClient } from './client';
import { createTransaction } from './create';
import { readWxpayCredentials, type WxpayCredentials } from './credentials';
import { createKeyRing } from './keys';
import { parseWxpayNotify, wxpayAck } from './notify';
import { createRefund, queryRefund } from './refund';
import { closeTransaction, queryTransaction } from './transaction';

export function createWxpayProvider(ports: ProviderPorts): Provider<WxpayCredentials> {
  const ring = createKeyRing(ports);
  const client = createWxpayClient(ports, ring);
  return {
    name: 'wxpay',
    passThroughFields: ['attach', 'detail', 'goods_tag', 'support_fapiao', 'limit_pay', 'settle_info'],
    readCredentials: readWxpayCredentials,
    create: (account, request) => createTransaction(ports, client, account, request),
    query: (account, out_trade_no) => queryTransaction(client, account, out_trade_no),
    close: (account, out_trade_no) => closeTransaction(client, account, out_trade_no),
    refund: (account, request) => createRefund(client, account, request),
    queryRefund: (account, request) => queryRefund(client, account, request),
    parseNotify: (account, raw) => parseWxpayNotify(ports, ring, account, raw),
    ack: wxpayAck,
  };
}
