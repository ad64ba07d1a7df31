// 应答的窄化（docs/protocols/alipay.md §4.7、§4.10、§4.11）：没见过的状态不猜，说的是别的单的不认，没有签名的拒绝不当真。
import { queryTrade } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/query';
import { queryRefundTrade, refundTrade } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/refund';
import type { ProviderPorts } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { account, NOW, signatureOf } from './notices';

const OK = { code: '10000', msg: 'Success' };
const asked = { out_trade_no: 'VP000001', out_refund_no: 'RF000001' };

/** 答这个节点的网关；`signed` 为 false 时不签名。 */
function gateway(method: string, node: object, signed = true): ProviderPorts {
  const text = JSON.stringify(node);
  const sign = signed ? `,"sign":${JSON.stringify(signatureOf(text))}` : '';
  const body = `{"${method.replaceAll('.', '_')}_response":${text}${sign}}`;
  return { http: async () => ({ status: 200, headers: {}, body }), now: () => NOW, nonce: () => 'n', claim: async () => true };
}
const query = (node: object, signed?: boolean) => queryTrade(gateway('alipay.trade.query', node, signed), account(), 'VP000001');
const queryRefund = (node: object, signed?: boolean) =>
  queryRefundTrade(gateway('alipay.trade.fastpay.refund.query', node, signed), account(), asked);
const refund = (node: object, signed?: boolean) =>
  refundTrade(gateway('alipay.trade.refund', node, signed), account(), { ...asked, refund_fee: 100, total_fee: 100 });

test.each([
  ['REFUND_SUCCESS', 'SUCCESS'],
  ['REFUND_PROCESSING', 'PENDING'],
  ['REFUND_FAIL', 'UNKNOWN'],
  ['SOMETHING_NEW', 'UNKNOWN'],
])('refund_status %s reads %s', async (refund_status, state) => {
  const node = { ...OK, out_trade_no: 'VP000001', out_request_no: 'RF000001', refund_amount: '1.00', refund_status };
  expect(await queryRefund(node)).toMatchObject({ state, refund_fee: 100 });
});

test('no status: no such refund; an amount without a status is not clear', async () => {
  expect(await queryRefund(OK)).toMatchObject({ state: 'NOT_EXIST' });
  expect(await queryRefund({ ...OK, refund_amount: '0.00' })).toMatchObject({ state: 'NOT_EXIST' });
  expect(await queryRefund({ ...OK, refund_amount: '1.00' })).toMatchObject({ state: 'UNKNOWN' });
});

test.each([
  ['Y', 'SUCCESS'],
  ['N', 'PENDING'],
  [undefined, 'PENDING'],
])('fund_change %s reads %s', async (fund_change, state) => {
  expect(await refund({ ...OK, out_trade_no: 'VP000001', ...(fund_change ? { fund_change } : {}) })).toMatchObject({ state });
});

test('a true answer about another order or refund is not this one', async () => {
  const untrusted = { kind: 'SIGNATURE', outcome: 'unknown' };
  const done = { ...OK, out_trade_no: 'VP000001', out_request_no: 'RF000001', refund_status: 'REFUND_SUCCESS', refund_amount: '1.00' };
  await expect(queryRefund({ ...done, out_request_no: 'RF000002' })).rejects.toMatchObject(untrusted);
  await expect(queryRefund({ ...done, out_trade_no: 'VP000002' })).rejects.toMatchObject(untrusted);
  await expect(refund({ ...OK, out_trade_no: 'VP000002', fund_change: 'Y' })).rejects.toMatchObject(untrusted);
  await expect(query({ ...OK, out_trade_no: 'VP000002', trade_status: 'TRADE_SUCCESS' })).rejects.toMatchObject(untrusted);
});

test('"no such trade" counts only when it is signed', async () => {
  const missing = { code: '40004', msg: 'Business Failed', sub_code: 'ACQ.TRADE_NOT_EXIST', sub_msg: '交易不存在' };
  expect(await query(missing)).toMatchObject({ state: 'NOT_EXIST' });
  await expect(query(missing, false)).rejects.toMatchObject({ outcome: 'unknown' });
  const poor = { code: '40004', msg: 'Business Failed', sub_code: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' };
  await expect(refund(poor)).rejects.toMatchObject({ outcome: 'none' });
  await expect(refund(poor, false)).rejects.toMatchObject({ outcome: 'unknown' });
});

test('a success nobody signed is no success', async () => {
  await expect(query({ ...OK, out_trade_no: 'VP000001', trade_status: 'TRADE_SUCCESS' }, false)).rejects.toMatchObject({
    outcome: 'unknown',
  });
});

test('an answer signed over other words is no answer, success or refusal', async () => {
  for (const node of [
    { ...OK, out_trade_no: 'VP000001', trade_status: 'TRADE_SUCCESS' },
    { code: '40004', msg: 'Business Failed', sub_code: 'ACQ.TRADE_NOT_EXIST' },
  ]) {
    const ports = gateway('alipay.trade.query', node);
    const altered: ProviderPorts = {
      ...ports,
      async http(request) {
        const answer = await ports.http(request);
        return { ...answer, body: answer.body.replace('"sign":"', '"sign":"AAAA') };
      },
    };
    await expect(queryTrade(altered, account(), 'VP000001')).rejects.toMatchObject({ kind: 'SIGNATURE', outcome: 'unknown' });
  }
});
