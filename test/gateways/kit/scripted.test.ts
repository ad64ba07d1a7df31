// docs/simulators.md「故障」：测试与演示要的结局，每一种都能用对象与控制接口两条路安排，两家都一样。
import { createWorkbench, KEY_APP, OPEN_ID, qrOrder, type Workbench as AlipayBench } from '../alipay/workbench';
import { MINUTE, paidOrder, startWorkbench, type Workbench as WxpayBench } from '../wxpay/workbench';

const post = async (open: (path: string, init: RequestInit) => Promise<Response>, path: string, body: unknown): Promise<object> => {
  const response = await open(path, { method: 'POST', body: JSON.stringify(body) });
  if (response.status !== 200) throw new Error(`${path} ${response.status} ${await response.text()}`);
  return (await response.json()) as object;
};

describe.each(['object', 'HTTP'] as const)('WeChat Pay, through the %s', (way) => {
  let bench: WxpayBench;
  beforeEach(async () => {
    bench = await startWorkbench({ refundSpacingMs: 0 });
  });
  afterEach(() => bench.stop());

  type Rule = Parameters<WxpayBench['gateway']['faults']['add']>[0];
  const script = async (rule: Pick<Rule, 'operation' | 'fault'>): Promise<void> => {
    if (way === 'object') bench.gateway.faults.add(rule);
    else await post(bench.open, '/simulator/wxpay/faults', rule);
  };
  const close = async (no: string): Promise<void> => {
    if (way === 'object') bench.gateway.closeOrder(no);
    else await post(bench.open, '/simulator/wxpay/close', { out_trade_no: no });
  };
  const choose = async (no: string, outcome: 'SUCCESS' | 'ABNORMAL' | 'CLOSED'): Promise<void> => {
    if (way === 'object') bench.gateway.chooseRefund(no, outcome);
    else await post(bench.open, '/simulator/wxpay/refund-outcome', { out_refund_no: no, outcome });
  };
  const finish = async (no: string, outcome?: 'SUCCESS' | 'CLOSED'): Promise<void> => {
    if (way === 'object') bench.gateway.finishRefund(no, outcome);
    else await post(bench.open, '/simulator/wxpay/refund-finish', { out_refund_no: no, ...(outcome ? { outcome } : {}) });
  };
  const refundOf = (no: string): Promise<{ json: Record<string, unknown> }> =>
    bench.call('GET', `/v3/refund/domestic/refunds/${no}`, undefined);

  test('a refund refused for lack of money is accepted when the same number comes again', async () => {
    const out_trade_no = await paidOrder(bench);
    const request = { out_trade_no, out_refund_no: 'RFAGAIN001', amount: { refund: 40, total: 100, currency: 'CNY' } };
    await script({ operation: 'refund', fault: { kind: 'error', code: 'NOT_ENOUGH' } });
    expect(await bench.refund(request)).toMatchObject({ status: 403, json: { code: 'NOT_ENOUGH' } });
    expect(bench.gateway.ledger.refunds()).toEqual([]);
    expect(await bench.refund(request)).toMatchObject({ status: 200, json: { status: 'PROCESSING' } });
    expect(bench.gateway.exchanges(out_trade_no).filter(({ operation }) => operation === 'refund')).toMatchObject([
      { outcome: 'refused', status: 403, code: 'NOT_ENOUGH' },
      { outcome: 'verified', status: 200 },
    ]);
  });

  test('an ABNORMAL refund says so in the notice and in queries, however long one waits, until somebody finishes it', async () => {
    const out_trade_no = await paidOrder(bench);
    await bench.gateway.deliverDue();
    await choose('RFABN00001', 'ABNORMAL');
    await bench.refund({ out_trade_no, out_refund_no: 'RFABN00001', amount: { refund: 20, total: 100, currency: 'CNY' } });
    bench.tick(5 * MINUTE);
    expect(await bench.gateway.deliverDue()).toMatchObject([{ eventType: 'REFUND.ABNORMAL', acked: true }]);
    expect(bench.callbacks.at(-1)).toMatchObject({
      verified: true,
      plaintext: { refund_status: 'ABNORMAL', out_refund_no: 'RFABN00001', amount: { total: 100, refund: 20 } },
    });
    bench.tick(30 * 24 * 60 * MINUTE);
    expect(await bench.gateway.deliverDue()).toEqual([]);
    expect((await refundOf('RFABN00001')).json).toMatchObject({ status: 'ABNORMAL' });
    expect((await refundOf('RFABN00001')).json).not.toHaveProperty('success_time');

    await finish('RFABN00001');
    expect(await bench.gateway.deliverDue()).toMatchObject([{ eventType: 'REFUND.SUCCESS', acked: true }]);
    expect((await refundOf('RFABN00001')).json).toMatchObject({ status: 'SUCCESS', success_time: expect.any(String) });
    await finish('RFABN00001', 'CLOSED');
    expect((await refundOf('RFABN00001')).json).toMatchObject({ status: 'SUCCESS' });
  });

  test('an order the gateway closed by itself is refused when it is ordered again; a paid one cannot be closed', async () => {
    await bench.create('native', { out_trade_no: 'GWCLOSE001' });
    await close('GWCLOSE001');
    expect(await bench.create('native', { out_trade_no: 'GWCLOSE001' })).toMatchObject({ status: 400, json: { code: 'ORDER_CLOSED' } });
    expect((await bench.query('GWCLOSE001')).json).toMatchObject({ trade_state: 'CLOSED' });
    const paid = await paidOrder(bench);
    await expect(close(paid)).rejects.toThrow();
    expect(bench.gateway.ledger.order(paid)?.state).toBe('SUCCESS');
  });

  test.each([
    [{ code: 'OUT_TRADE_NO_USED', message: '商户订单号重复' }, 403, 0],
    [{ code: 'INVALID_REQUEST', message: '201 商户订单号重复' }, 400, 0],
    [{ code: 'INVALID_REQUEST', message: '此商家的收款功能已被限制', suffix: 268448010 }, 400, 268448010],
  ] as const)('create answers %j', async (fault, status, suffix) => {
    await script({ operation: 'create', fault: { kind: 'error', ...fault } });
    const { code, message } = fault;
    expect(await bench.create('native')).toMatchObject({ status, suffix, json: { code, message } });
    expect(bench.gateway.ledger.orders()).toEqual([]);
  });

  test('a close takes effect and its answer gets lost', async () => {
    await bench.create('native', { out_trade_no: 'LOSTCLOSE1' });
    await script({ operation: 'close', fault: { kind: 'lostAnswer' } });
    await expect(bench.close('LOSTCLOSE1')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(bench.gateway.ledger.order('LOSTCLOSE1')?.state).toBe('CLOSED');
  });
});

describe.each(['object', 'HTTP'] as const)('Alipay, through the %s', (way) => {
  let bench: AlipayBench;
  beforeEach(async () => {
    bench = await createWorkbench();
  });
  afterEach(() => bench.gateway.close());

  type Rule = Parameters<AlipayBench['gateway']['faults']['add']>[0];
  const open = (path: string, init: RequestInit): Promise<Response> => bench.open(path, init);
  const script = async (rule: Pick<Rule, 'operation' | 'fault'>): Promise<void> => {
    if (way === 'object') bench.gateway.faults.add(rule);
    else await post(open, '/simulator/alipay/faults', rule);
  };
  const close = async (no: string): Promise<void> => {
    if (way === 'object') bench.gateway.closeOrder(no);
    else await post(open, '/simulator/alipay/close', { out_trade_no: no });
  };
  const extras = async (on: boolean): Promise<void> => {
    if (way === 'object') bench.gateway.switches.set('documentationExtras', on);
    else expect(await post(open, '/simulator/alipay/switches', { documentationExtras: on })).toMatchObject({ documentationExtras: on });
  };
  const create = async (out_trade_no: string): Promise<unknown> => {
    const biz = { ...qrOrder(out_trade_no), product_code: 'JSAPI_PAY', op_app_id: KEY_APP, buyer_open_id: OPEN_ID };
    const { node } = await bench.call('alipay.trade.create', biz);
    return node['sub_code'] ?? node['code'];
  };
  const paid = async (no: string): Promise<void> => {
    await create(no);
    bench.gateway.pay(no);
  };

  test('a refund refused for lack of money is accepted when the same number comes again', async () => {
    await paid('RFAGAIN001');
    const request = { out_trade_no: 'RFAGAIN001', refund_amount: '2.00', out_request_no: 'R1' };
    await script({ operation: 'refund', fault: { kind: 'error', subCode: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' } });
    const refused = await bench.call('alipay.trade.refund', request);
    expect(refused).toMatchObject({ verified: true, node: { sub_code: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' } });
    expect(bench.gateway.ledger.refunds()).toEqual([]);
    expect((await bench.call('alipay.trade.refund', request)).node).toMatchObject({ code: '10000', fund_change: 'Y' });
    expect(bench.gateway.exchanges('RFAGAIN001').filter(({ operation }) => operation === 'refund')).toMatchObject([
      { outcome: 'refused', code: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' },
      { outcome: 'verified' },
    ]);
  });

  test('a trade the gateway closed by itself is refused when it is ordered again; a paid one cannot be closed', async () => {
    await create('GWCLOSE001');
    await close('GWCLOSE001');
    expect(await create('GWCLOSE001')).toBe('ACQ.TRADE_HAS_CLOSE');
    await paid('GWCLOSE002');
    await expect(close('GWCLOSE002')).rejects.toThrow();
    expect(bench.gateway.ledger.trade('GWCLOSE002')?.status).toBe('TRADE_SUCCESS');
  });

  test.each([{ subCode: 'ACQ.CONTEXT_INCONSISTENT' }, { subCode: 'ACQ.SELLER_BEEN_BLOCKED', message: '收款功能已被限制' }] as const)(
    'create answers %j',
    async (fault) => {
      await script({ operation: 'create', fault: { kind: 'error', ...fault } });
      expect(await create('REFUSED001')).toBe(fault.subCode);
      expect(bench.gateway.ledger.trades()).toEqual([]);
    },
  );

  test('a cancel gives the money back and its answer gets lost', async () => {
    await paid('LOSTUNDO01');
    await script({ operation: 'cancel', fault: { kind: 'lostAnswer' } });
    await expect(bench.call('alipay.trade.cancel', { out_trade_no: 'LOSTUNDO01' })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(bench.gateway.ledger.trade('LOSTUNDO01')).toMatchObject({ status: 'TRADE_CLOSED', refunded: 1234 });
  });

  test('with documentationExtras a payment notice carries refund_fee=0.00 and gmt_close, a true refund its own amount', async () => {
    await extras(true);
    await paid('EXTRAS0001');
    await bench.call('alipay.trade.refund', { out_trade_no: 'EXTRAS0001', refund_amount: '2.00', out_request_no: 'R1' });
    await extras(false);
    await paid('EXTRAS0002');
    await bench.gateway.deliverDue();
    expect(bench.notices.every(({ verified }) => verified)).toBe(true);
    const seen = bench.notices.map(({ fields }) => [
      fields['trade_status'],
      fields['refund_fee'],
      fields['gmt_close'],
      fields['gmt_refund'] !== undefined,
    ]);
    expect(seen).toEqual([
      ['TRADE_SUCCESS', '0.00', '2026-11-23 12:00:00', false],
      ['TRADE_SUCCESS', '2.00', undefined, true],
      ['TRADE_SUCCESS', undefined, undefined, false],
    ]);
  });
});

test('a switch nobody knows, and a value that is none, are refused', async () => {
  const bench = await createWorkbench();
  for (const body of [{ documentationExtras: 'yes' }, { other: true }, null]) {
    const refused = await bench.open('/simulator/alipay/switches', { method: 'POST', body: JSON.stringify(body) });
    expect([body, refused.status]).toEqual([body, 400]);
  }
  expect(await (await bench.open('/simulator/alipay/switches')).json()).toMatchObject({ documentationExtras: false });
  await bench.gateway.close();
});
