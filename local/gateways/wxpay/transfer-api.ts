/** 商户接口里商家转账与余额的路径（docs/protocols/wxpay.md §2.6）。 */
import type { Hono } from 'hono';
import type { Endpoint } from './exchange';
import { parse } from './fields';
import { noQuery } from './request-shapes';
import { balancePath, billPath, emptyBody, outBillPath, transferBody } from './transfer-shapes';
import type { Transfers } from './transfers';

const BILLS = '/v3/fund-app/mch-transfer/transfer-bills';

export function mountTransferApi(app: Hono, endpoint: Endpoint, transfers: Transfers): void {
  app.post(
    BILLS,
    endpoint('transfer', (call) => {
      parse(noQuery, call.query, 'query');
      const body = parse(transferBody, call.body ?? {}, 'body');
      return { status: 200, json: transfers.create(call.merchant, body, call.header('wechatpay-serial')) };
    }),
  );
  app.get(
    `${BILLS}/out-bill-no/:out_bill_no`,
    endpoint('queryTransfer', (call) => {
      parse(noQuery, call.query, 'query');
      return { status: 200, json: transfers.byOutBillNo(call.merchant, parse(outBillPath, call.path, 'uri_template').out_bill_no) };
    }),
  );
  app.get(
    `${BILLS}/transfer-bill-no/:transfer_bill_no`,
    endpoint('queryTransfer', (call) => {
      parse(noQuery, call.query, 'query');
      return { status: 200, json: transfers.byBillNo(call.merchant, parse(billPath, call.path, 'uri_template').transfer_bill_no) };
    }),
  );
  app.post(
    `${BILLS}/out-bill-no/:out_bill_no/cancel`,
    endpoint('cancelTransfer', (call) => {
      parse(noQuery, call.query, 'query');
      parse(emptyBody, call.body ?? {}, 'body');
      return { status: 200, json: transfers.cancel(call.merchant, parse(outBillPath, call.path, 'uri_template').out_bill_no) };
    }),
  );
  app.get(
    '/v3/merchant/fund/balance/:account_type',
    endpoint('balance', (call) => {
      parse(noQuery, call.query, 'query');
      const { account_type } = parse(balancePath, call.path, 'uri_template');
      const { available, pending } = account_type === 'OPERATION' ? transfers.funds(call.merchant.mchid) : { available: 0, pending: 0 };
      return { status: 200, json: { available_amount: available, pending_amount: pending } };
    }),
  );
}
