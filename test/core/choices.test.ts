// 等人处理的订单可以怎么办：由刚问到的事实决定，对不上的钱从不能当作这张单的钱。
import { choicesFor } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/review/choices';
import type { OrderRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/record';
import type { TradeFacts } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';

const order = {
  _id: 'VP000001',
  out_trade_no: 'VP000001',
  appid: 'wx1',
  total_fee: 100,
  status: 'REVIEW',
  fulfil: { status: 'NONE', attempts: 0, next_date: 0 },
} as unknown as OrderRecord;
const facts = (patch: Partial<TradeFacts>): TradeFacts => ({
  out_trade_no: 'VP000001',
  state: 'SUCCESS',
  appid: 'wx1',
  total_fee: 100,
  transaction_id: '42',
  ...patch,
});

test.each<[string, Partial<TradeFacts>, readonly string[]]>([
  ['paid, and everything fits', {}, ['settle', 'refund']],
  ['paid, another amount', { total_fee: 1 }, ['refund']],
  ['paid, another app', { appid: 'wx2' }, ['refund']],
  ['paid, another currency', { currency: 'USD' }, ['refund']],
  ['already given back', { state: 'REFUND' }, ['refund', 'write_off']],
  ['never paid', { state: 'NOTPAY' }, ['close']],
  ['no such trade', { state: 'NOT_EXIST' }, ['close']],
  ['unclear', { state: 'UNKNOWN' }, []],
])('%s', (_name, patch, choices) => expect(choicesFor(order, facts(patch))).toEqual(choices));

test('nothing can be done without an answer of the gateway, or while a cancel is under way', () => {
  expect(choicesFor(order, undefined)).toEqual([]);
  expect(choicesFor({ ...order, cancel: { status: 'ASKED', operator: 'a', at: 1 } }, facts({}))).toEqual([]);
});
