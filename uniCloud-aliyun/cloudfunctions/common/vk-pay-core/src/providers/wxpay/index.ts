/** 微信支付 APIv3。 */
import { wxpay } from '../../../../../../../common/contract/providers/wxpay';
import { declaredProvider } from '../kit/declared';
import type { Provider, ProviderPorts } from '../provider';
import { retryAbnormalRefund } from './abnormal-refund';
import { wxpayAuthorizations } from './authorizations';
import { wxpayBill } from './bill';
import { createWxpayClient } from './client';
import { closeTransaction } from './close';
import { chargeTransaction, reverseTransaction } from './codepay';
import { createTransaction } from './create';
import type { WxpayCredentials } from './credentials';
import { checkWxpayCreate } from './fields';
import { createKeyRing } from './keys';
import { wxpayComplaints } from './complaints';
import { wxpayLogin } from './login';
import { queryTransaction } from './query';
import { createWxpayReceiver } from './receiver';
import { createRefund, queryRefund } from './refund';
import { queryOperationBalance } from './balance';
import { speakerOf } from './parties';
import { wxpaySharing } from './sharing';
import { wxpayShipping } from './shipping';
import { cancelTransferBill, checkWxpayTransfer, createTransferBill, queryTransferBill } from './transfer';

export function createWxpayProvider(ports: ProviderPorts): Provider<WxpayCredentials> {
  const ring = createKeyRing(ports);
  const client = createWxpayClient(ports, ring);
  return {
    ...createWxpayReceiver(ports, ring),
    ...declaredProvider(wxpay),
    checkCreate: checkWxpayCreate,
    create: (account, request) => createTransaction(ports, client, account, request),
    query: (account, out_trade_no) => queryTransaction(client, account, out_trade_no),
    close: (account, out_trade_no) => closeTransaction(client, account, out_trade_no),
    charge: (account, request) => chargeTransaction(client, account, request),
    reverse: (account, out_trade_no) => reverseTransaction(client, account, out_trade_no),
    refund: (account, request) => createRefund(client, account, request),
    queryRefund: (account, request) => queryRefund(client, account, request),
    retryAbnormalRefund: (account, request) => retryAbnormalRefund(ring, client, account, request),
    checkTransfer: checkWxpayTransfer,
    transfer: (account, request) => createTransferBill(ring, client, account, request),
    queryTransfer: (account, out_bill_no) => queryTransferBill(client, account, out_bill_no),
    cancelTransfer: (account, out_bill_no) => cancelTransferBill(client, account, out_bill_no),
    authorizations: wxpayAuthorizations(client),
    balance: (account) => queryOperationBalance(client, account),
    async newestCertificate(account) {
      const { serial, expireAt } = await ring.current(account);
      return expireAt === undefined ? undefined : { path: `wxpay ${speakerOf(account)}`, title: '微信支付平台证书', serial, expireAt };
    },
    bill: wxpayBill(ports, client),
    login: wxpayLogin(ports),
    shipping: wxpayShipping(ports),
    complaints: wxpayComplaints(ports, client),
    sharing: wxpaySharing(ring, client),
  };
}
