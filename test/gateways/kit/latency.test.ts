// 并发测试的钩子：网关验过签之后、提交之前等一等，别的动作真能插进来，而账本仍然自洽；付款人付款之前也等。
import { createWorkbench, qrOrder } from '../alipay/workbench';
import { startWorkbench } from '../wxpay/workbench';

/** 一道闸：到了的都等着，开了才走。 */
function gate(at: string): { latency: (operation: string) => Promise<void>; reached: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  let reach = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return {
    reached,
    open: () => open(),
    latency(operation) {
      if (operation !== at) return Promise.resolve();
      reach();
      return opened;
    },
  };
}

test('WeChat Pay: a payment slips between a close request and its commit, and the close is then refused', async () => {
  const { latency, reached, open } = gate('close');
  const bench = await startWorkbench({ latency });
  await bench.create('native', { out_trade_no: 'RACE000001' });
  const closing = bench.close('RACE000001');
  await reached;
  bench.gateway.pay('RACE000001');
  open();
  expect(await closing).toMatchObject({ status: 400, json: { code: 'ORDER_PAID' } });
  expect(bench.gateway.ledger.order('RACE000001')?.state).toBe('SUCCESS');
  await bench.stop();
});

test('WeChat Pay: the payer taps, the shop closes before the payment is committed, nothing is paid', async () => {
  const { latency, reached, open } = gate('pay');
  const bench = await startWorkbench({ latency });
  await bench.create('native', { out_trade_no: 'RACE000002' });
  const paying = bench.open('/simulator/wxpay/pay', { method: 'POST', body: JSON.stringify({ out_trade_no: 'RACE000002' }) });
  await reached;
  await bench.close('RACE000002');
  open();
  expect((await paying).status).toBe(409);
  expect(bench.gateway.ledger.order('RACE000002')).toMatchObject({ state: 'CLOSED' });
  expect(bench.gateway.ledger.notifications('RACE000002')).toEqual([]);
  await bench.stop();
});

test('Alipay: a payment slips between a cancel request and its commit, and the money goes back', async () => {
  const { latency, reached, open } = gate('cancel');
  const bench = await createWorkbench({ latency });
  const { node } = await bench.call('alipay.trade.precreate', qrOrder('RACE000003'));
  bench.gateway.scan(String(node['qr_code']));
  const cancelling = bench.call('alipay.trade.cancel', { out_trade_no: 'RACE000003' });
  await reached;
  bench.gateway.pay('RACE000003');
  open();
  expect((await cancelling).node).toMatchObject({ code: '10000', action: 'refund' });
  expect(bench.gateway.ledger.trade('RACE000003')).toMatchObject({ status: 'TRADE_CLOSED', refunded: 1234 });
  await bench.gateway.close();
});

test('Alipay: a tap on the cashier page waits as well, and pays once however many come', async () => {
  const { latency, reached, open } = gate('pay');
  const bench = await createWorkbench({ latency });
  const { node } = await bench.call('alipay.trade.precreate', qrOrder('RACE000004'));
  const { tradeNo } = bench.gateway.scan(String(node['qr_code']));
  const body = (): URLSearchParams => new URLSearchParams({ trade_no: tradeNo, action: 'pay' });
  const taps = [1, 2, 3].map(() => bench.open('/simulator/alipay/cashier', { method: 'POST', body: body() }));
  await reached;
  expect(bench.gateway.ledger.trade('RACE000004')?.status).toBe('WAIT_BUYER_PAY');
  open();
  const pages = await Promise.all((await Promise.all(taps)).map((page) => page.text()));
  expect(pages.filter((page) => page.includes('付款成功'))).toHaveLength(1);
  expect(bench.gateway.ledger.notifications('RACE000004')).toHaveLength(1);
  await bench.gateway.close();
});

test('a refused request never waits: what is not let in commits nothing', async () => {
  const seen: string[] = [];
  const bench = await startWorkbench({ latency: async (operation) => void seen.push(operation) });
  await bench.call('GET', '/v3/certificates', undefined, { items: { signature: 'AAAA' } });
  await bench.create('native');
  expect(seen).toEqual(['create']);
  await bench.stop();
});
