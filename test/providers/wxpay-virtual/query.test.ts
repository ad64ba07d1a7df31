// docs/protocols/wxpay.md §13.1：查单与退款的应答从不猜：说的不是这张单、没见过的状态、看不懂的都是不知道；「没有」只认微信那一句；
// 退款先看来过没有，left_fee 用刚读的。
import type { GatewayRequest, ProviderPorts } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { createWxpayVirtualProvider } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay-virtual';
import { accountOf } from './account';

const NO = 'VP20260401001';
const RF = 'RF20260401001';
const ORDER = { order_id: NO, order_type: 0, status: 4, order_fee: 1800, paid_time: 1_775_000_000, wx_order_id: 'WX1', left_fee: 1800 };
const REFUND = { order_id: RF, order_type: 1, status: 5, refund_fee: 800, update_time: 1_775_000_100, wx_order_id: 'WR1' };
const ABSENT = { errcode: 268490002, errmsg: 'param error: 数据不存在' };

/** 微信依次怎样答；记下问了什么。 */
function asked(answers: readonly (object | string)[]) {
  const requests: { readonly path: string; readonly token: string | null; readonly body: Record<string, unknown> }[] = [];
  const tokens: (string | undefined)[] = [];
  const ports: ProviderPorts = {
    async http({ url, body }: GatewayRequest) {
      const { pathname, searchParams } = new URL(url);
      requests.push({ path: pathname, token: searchParams.get('access_token'), body: JSON.parse(String(body)) as Record<string, unknown> });
      const answer = answers[requests.length - 1];
      if (answer === undefined) throw new Error('没有答复');
      return { status: 200, headers: {}, body: typeof answer === 'string' ? answer : JSON.stringify(answer) };
    },
    now: () => 0,
    nonce: () => 'n',
    claim: () => Promise.resolve(true),
  };
  const provider = createWxpayVirtualProvider(ports).aided?.({
    token: async (refused) => {
      tokens.push(refused);
      return refused === undefined ? 'T1' : 'T2';
    },
    payer: async () => ({ openid: 'oPayer' }),
  });
  if (!provider) throw new Error('没有带上凭据的渠道');
  return { provider, requests, tokens };
}
const query = (...answers: (object | string)[]) => asked(answers).provider.query(accountOf(), NO);
const order = (changes: object = {}) => ({ errcode: 0, order: { ...ORDER, ...changes } });
const refundRequest = { out_trade_no: NO, out_refund_no: RF, refund_fee: 800, total_fee: 1800, reason: '' };

test.each([
  [0, 'NOTPAY'],
  [1, 'NOTPAY'],
  [2, 'SUCCESS'],
  [3, 'SUCCESS'],
  [4, 'SUCCESS'],
  [5, 'REFUND'],
  [6, 'CLOSED'],
  [7, 'SUCCESS'],
  [8, 'UNKNOWN'],
])('status %d is %s', async (status, state) => {
  expect(await query(order({ status }))).toMatchObject({ out_trade_no: NO, state, total_fee: 1800 });
});

test('paid: the number of WeChat, the sum and the moment; before that none of them', async () => {
  expect(await query(order())).toMatchObject({ transaction_id: 'WX1', total_fee: 1800, paidAt: 1_775_000_000_000 });
  const unpaid = await query(order({ status: 1, paid_time: 0 }));
  expect([unpaid.transaction_id, unpaid.paidAt]).toEqual([undefined, undefined]);
});

test.each([
  ['the words of WeChat: there is none', ABSENT, 'NOT_EXIST'],
  ['a refund that bears the number', order({ order_type: 1 }), 'NOT_EXIST'],
])('%s', async (_name, answer, state) => expect(await query(answer)).toEqual({ out_trade_no: NO, state }));

test.each([
  ['a refused parameter', { errcode: 268490002, errmsg: 'param error: openid' }, { gatewayCode: '268490002' }],
  ['an answer about another order', order({ order_id: 'VP20260401002' }), { kind: 'NETWORK', outcome: 'unknown' }],
  ['no order in the answer', { errcode: 0 }, { kind: 'NETWORK', outcome: 'unknown' }],
  ['no JSON', '<html>', { kind: 'NETWORK', outcome: 'unknown' }],
  ['a busy WeChat', { errcode: -1, errmsg: 'system error' }, { kind: 'BUSY' }],
  ['a signature it does not take', { errcode: 268490003, errmsg: 'sig' }, { kind: 'SIGNATURE' }],
])('%s is never "there is none"', async (_name, answer, error) => {
  await expect(query(answer)).rejects.toMatchObject(error);
});

test.each([40001, 40014, 42001])('a token that died (%d) is changed once, and the question asked again', async (errcode) => {
  const { provider, requests, tokens } = asked([{ errcode, errmsg: 'token' }, order()]);
  expect(await provider.query(accountOf(), NO)).toMatchObject({ state: 'SUCCESS' });
  expect([requests.map(({ token }) => token), tokens]).toEqual([
    ['T1', 'T2'],
    [undefined, 'T1'],
  ]);
});

describe('a refund', () => {
  const refund = (...answers: object[]) => {
    const made = asked(answers);
    return { ...made, ended: made.provider.refund(accountOf(), refundRequest) };
  };

  test('looks for its number, reads what is left, then asks; it is not made yet', async () => {
    const { ended, requests } = refund(ABSENT, order({ left_fee: 900 }), { errcode: 0, refund_order_id: RF });
    expect(await ended).toMatchObject({ state: 'PENDING', refund_fee: 800 });
    expect(requests.map(({ path, body }) => [path, body['order_id']])).toEqual([
      ['/xpay/query_order', RF],
      ['/xpay/query_order', NO],
      ['/xpay/refund_order', NO],
    ]);
    expect(requests[2]?.body).toMatchObject({ refund_order_id: RF, refund_fee: 800, left_fee: 900, openid: 'oPayer', env: 0 });
  });

  test('that came before is found, not asked for again; of another sum it is refused', async () => {
    const again = refund({ errcode: 0, order: REFUND });
    expect(await again.ended).toMatchObject({ state: 'SUCCESS', refund_fee: 800, refundedAt: 1_775_000_100_000 });
    expect(again.requests).toHaveLength(1);
    await expect(refund({ errcode: 0, order: { ...REFUND, refund_fee: 700 } }).ended).rejects.toMatchObject({ kind: 'PARAM' });
  });

  test('of more than is left, or of an order WeChat has not, is never asked for', async () => {
    const more = refund(ABSENT, order({ left_fee: 799 }));
    await expect(more.ended).rejects.toMatchObject({ kind: 'PARAM', outcome: 'none' });
    expect(more.requests).toHaveLength(2);
    await expect(refund(ABSENT, ABSENT).ended).rejects.toMatchObject({ kind: 'ORDER_NOT_FOUND' });
  });

  test('said to be a duplicate is looked up: its own, or one that runs just now', async () => {
    const duplicate = { errcode: 268490004, errmsg: 'dup' };
    expect(await refund(ABSENT, order(), duplicate, { errcode: 0, order: { ...REFUND, status: 3 } }).ended).toMatchObject({
      state: 'PENDING',
    });
    await expect(refund(ABSENT, order(), { errcode: 268490014, errmsg: 'running' }, ABSENT).ended).rejects.toMatchObject({
      kind: 'BUSY',
      outcome: 'unknown',
    });
  });

  test.each([
    [5, 'SUCCESS'],
    [7, 'FAILED'],
    [3, 'PENDING'],
    [undefined, 'PENDING'],
  ])('with status %p is %s', async (status, state) => {
    const { provider } = asked([{ errcode: 0, order: { ...REFUND, status } }]);
    expect(await provider.queryRefund(accountOf(), refundRequest)).toMatchObject({ state });
  });

  test('WeChat knows nothing of does not exist', async () => {
    expect(await asked([ABSENT]).provider.queryRefund(accountOf(), refundRequest)).toMatchObject({ state: 'NOT_EXIST' });
  });
});
