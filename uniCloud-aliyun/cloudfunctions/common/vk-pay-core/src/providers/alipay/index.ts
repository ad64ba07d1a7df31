/** 支付宝（开放平台 v2 协议，gateway.do）。 */
import { alipay } from '../../../../../../../common/contract/providers/alipay';
import { declaredProvider } from '../kit/declared';
import type { Provider, ProviderPorts } from '../provider';
import { alipayBill } from './bill';
import { cancelTrade } from './cancel';
import { chargeTrade } from './codepay';
import { closeTrade } from './close';
import { createTrade } from './create';
import type { AlipayCredentials } from './credentials';
import { checkAlipayCreate } from './fields';
import { alipayLogin } from './login';
import { queryTrade } from './query';
import { createAlipayReceiver } from './receiver';
import { queryRefundTrade, refundTrade } from './refund';
import { queryAlipayBalance } from './balance';
import { readReturnUrl } from './return-url';
import { alipaySharing } from './sharing';
import { checkAlipayTransfer, queryTransferFund, transferFund } from './transfer';

export function createAlipayProvider(ports: ProviderPorts): Provider<AlipayCredentials> {
  return {
    ...createAlipayReceiver(ports),
    ...declaredProvider(alipay),
    checkCreate: checkAlipayCreate,
    create: (account, request) => createTrade(ports, account, request),
    query: (account, out_trade_no) => queryTrade(ports, account, out_trade_no),
    close: (account, out_trade_no) => closeTrade(ports, account, out_trade_no),
    cancel: (account, out_trade_no) => cancelTrade(ports, account, out_trade_no),
    charge: (account, request) => chargeTrade(ports, account, request),
    reverse: (account, out_trade_no) => cancelTrade(ports, account, out_trade_no),
    refund: (account, request) => refundTrade(ports, account, request),
    queryRefund: (account, request) => queryRefundTrade(ports, account, request),
    readReturn: readReturnUrl,
    checkTransfer: checkAlipayTransfer,
    transfer: (account, request) => transferFund(ports, account, request),
    queryTransfer: (account, out_bill_no) => queryTransferFund(ports, account, out_bill_no),
    balance: (account) => queryAlipayBalance(ports, account),
    bill: alipayBill(ports),
    login: alipayLogin(ports),
    sharing: alipaySharing(ports),
  };
}
