// I5、I8：签名真实只证明是网关说的，不证明说的是这一行——渠道、商户、商户号、应用、单号、金额、币种、交易号，一样一样核对。
import { findForeign, findMismatch } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/match';
import type { OrderRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/record';
import type { TradeFacts } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';

const order = {
  out_trade_no: 'VP000001',
  provider: 'wxpay',
  pid: 'default',
  mchid: '1900000001',
  appid: 'wx1',
  total_fee: 100,
} as OrderRecord;
const speaker = { provider: 'wxpay', pid: 'default' } as const;
const facts: TradeFacts = {
  out_trade_no: 'VP000001',
  state: 'SUCCESS',
  mchid: '1900000001',
  appid: 'wx1',
  total_fee: 100,
  transaction_id: '42',
};

test('what speaks of this very row is ours, whoever asked for it', () => {
  expect([findForeign(order, speaker, facts), findForeign(order, undefined, facts), findMismatch(order, facts)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test.each([
  ['another channel', { ...speaker, provider: 'alipay' as const }, facts, '渠道不符'],
  ['another merchant of the shop', { ...speaker, pid: 'two' }, facts, '商户不符'],
  ['another merchant number', speaker, { ...facts, mchid: '1900000002' }, '商户号不符'],
  ['another merchant number, asked by ourselves', undefined, { ...facts, mchid: '1900000002' }, '商户号不符'],
])('%s is foreign', (_name, who, what, problem) => expect(findForeign(order, who, what)).toContain(problem));

test('a row that never knew its merchant number cannot compare it', () => {
  expect(findForeign({ ...order, mchid: '' }, speaker, facts)).toBeUndefined();
});

test.each<[Partial<TradeFacts>, string]>([
  [{ out_trade_no: 'VP000002' }, '订单号不符'],
  [{ appid: 'wx2' }, 'appid 不符'],
  [{ total_fee: 1 }, '金额不符'],
  [{ currency: 'USD' }, '币种不符'],
])('%j does not fit', (patch, problem) => expect(findMismatch(order, { ...facts, ...patch })).toContain(problem));

test('a payment without a transaction, without an amount, or under a second transaction does not fit', () => {
  const { transaction_id: _transaction, ...without } = facts;
  const { total_fee: _fee, ...unpriced } = facts;
  expect(findMismatch(order, without)).toContain('缺少网关交易号');
  expect(findMismatch(order, unpriced)).toContain('金额不符');
  expect(findMismatch({ ...order, transaction_id: '41' }, facts)).toContain('与先前不同');
});
