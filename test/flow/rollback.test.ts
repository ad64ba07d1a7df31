// 规范「回滚策略」：getPaymentStatus、rollbackPaymentIfNeeded、recordRollbackLog、escalateToManualReview。先查再关再查；说不清转人工，从不与付款人抢。
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkInvariants, openShop, type Shop, type ShopOptions } from './harness';
import { stackFiles } from './harness-files';

/** 商户自己的云函数：装配支付接口之后，用规范的名字调用。 */
const SERVICE = `'use strict';
const core = require('vk-pay-core');
const { paymentTypes } = require('payment-types');
exports.main = async ({ data, util, originalParam }) => {
  if (!data.bare) core.createMerchantPay({ vk: util.vk, paymentTypes, context: originalParam.context });
  try {
    return { code: 0, value: await core[data.name](...data.args) };
  } catch (error) {
    return { code: error.code, msg: error.message };
  }
};
`;
let functionsDir: string;
let shop: Shop;
beforeAll(() => {
  functionsDir = mkdtempSync(join(tmpdir(), 'vk-pay-rollback-'));
  cpSync(stackFiles.functionsDir, functionsDir, { recursive: true });
  mkdirSync(join(functionsDir, 'vk-pay/service/shop/pub'), { recursive: true });
  writeFileSync(join(functionsDir, 'vk-pay/service/shop/pub/rollback.js'), SERVICE);
});
afterAll(() => rmSync(functionsDir, { recursive: true, force: true }));
const open = async (options: ShopOptions = {}): Promise<void> => void (shop = await openShop({ functionsDir, ...options }));
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

/** 读与随后的写之间让开一会儿，别的实例就插得进来。 */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3));

type Provider = 'wxpay' | 'alipay';
const call = (name: string, ...args: unknown[]): Promise<Record<string, unknown>> =>
  shop.client.callService('shop/pub/rollback', { name, args });
const rollback = (out_trade_no: string): Promise<Record<string, unknown>> => call('rollbackPaymentIfNeeded', out_trade_no);
const deliveries = (out_trade_no: string): number => shop.rows('demo_goods_orders').filter((row) => row['_id'] === out_trade_no).length;
const rollbackLogs = (): unknown[] => shop.rows('payment_logs').filter((row) => row['type'] === 'rollback');
const unresolved = (): unknown[] => shop.rows('payment_alerts').filter((row) => row['kind'] === 'order-unresolved');
const stateAt = (provider: Provider, no: string): unknown =>
  provider === 'wxpay' ? shop.wxpay.ledger.order(no)?.state : shop.alipay.ledger.trade(no)?.status;

async function payable(provider: Provider): Promise<string> {
  const created = await shop.createGoods({ provider });
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  return String(created['out_trade_no']);
}

describe.each(['wxpay', 'alipay'] as const)('%s', (provider) => {
  test('nobody paid: closed there and here, one log row; again changes nothing', async () => {
    await open();
    const no = await payable(provider);
    expect(await call('getPaymentStatus', no)).toEqual(expect.objectContaining({ code: 0, value: 'PROCESSING' }));
    expect(await rollback(no)).toMatchObject({ code: 0, value: { out_trade_no: no, status: 'CLOSED', rolledBack: true } });
    expect([shop.order(no)['status'], stateAt(provider, no)]).toEqual(['CLOSED', provider === 'wxpay' ? 'CLOSED' : 'TRADE_CLOSED']);
    expect(rollbackLogs()).toMatchObject([{ out_trade_no: no, status: 'SUCCESS', note: 'payment_cancelled' }]);
    expect(await rollback(no)).toMatchObject({ value: { status: 'CLOSED', rolledBack: false } });
    expect(rollbackLogs()).toHaveLength(1);
  });

  test('the payer was faster and the notice got lost: booked and delivered, never taken back', async () => {
    await open();
    const no = await payable(provider);
    shop[provider].faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    shop[provider].pay(no);
    expect(await rollback(no)).toMatchObject({ value: { status: 'SUCCESS', rolledBack: false } });
    expect([deliveries(no), rollbackLogs().length]).toEqual([1, 0]);
  });

  test('the status of an open order is what the gateway says now, and asking books it', async () => {
    await open();
    const no = await payable(provider);
    expect(await call('getPaymentStatus', no)).toMatchObject({ value: 'PROCESSING' });
    shop[provider].faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    shop[provider].pay(no);
    shop.tick(11_000);
    expect(await call('getPaymentStatus', no)).toMatchObject({ code: 0, value: 'SUCCESS' });
    expect(deliveries(no)).toBe(1);
  });

  test('the payer pays between the query and the close: booked, never taken back', async () => {
    let no = '';
    let calls = -1;
    const httpFault = (_call: unknown, phase: 'before' | 'after'): void => {
      // 第一次是查询，第二次是关单：就在关单发出之前付款。
      if (phase === 'before' && calls >= 0 && ++calls === 2) shop[provider].pay(no);
    };
    await open({ runtime: { httpFault } });
    no = await payable(provider);
    shop[provider].faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    calls = 0;
    expect(await rollback(no)).toMatchObject({ value: { status: 'SUCCESS', rolledBack: false } });
    expect([deliveries(no), calls]).toEqual([1, 3]);
  });

  test('the gateway does not answer: a person decides, one alert, and asking again changes nothing', async () => {
    await open();
    const no = await payable(provider);
    shop[provider].faults.add({ operation: '*', fault: { kind: 'lostRequest' }, times: Infinity });
    expect(await rollback(no)).toMatchObject({ value: { status: 'REVIEW', rolledBack: false } });
    expect(shop.order(no)).toMatchObject({ status: 'REVIEW', review_reason: '回滚时无法确定支付结果', next_query_date: 0 });
    expect(await rollback(no)).toMatchObject({ value: { status: 'REVIEW', rolledBack: false } });
    expect([unresolved().length, rollbackLogs().length]).toEqual([1, 0]);
    // 之后才知道其实付了：留在人工那里，不会自己发货。
    shop[provider].faults.clear();
    shop[provider].pay(no);
    await shop[provider].deliverDue();
    expect([shop.order(no)['status'], deliveries(no)]).toEqual(['REVIEW', 0]);
  });

  test.each(['before', 'after'] as const)('dead %s the row is written: the timer finishes what the gateway was told', async (when) => {
    let armed = false;
    const databaseFault = (operation: { kind: string; collection: string; write: boolean }, phase: string): void | 'kill' => {
      if (!armed || !operation.write || operation.collection !== 'payment_orders' || phase !== when) return undefined;
      armed = false;
      return 'kill';
    };
    await open({ runtime: { databaseFault } });
    const no = await payable(provider);
    armed = true;
    await Promise.race([rollback(no).catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 1500))]);
    expect(shop.order(no)['status']).toBe(when === 'before' ? 'PROCESSING' : 'CLOSED');
    shop.tick(60_000);
    await shop.runMonitor();
    if (when === 'before') await shop.runMonitor();
    expect((await rollback(no))['value']).toMatchObject({ status: 'CLOSED' });
    expect(stateAt(provider, no)).toBe(provider === 'wxpay' ? 'CLOSED' : 'TRADE_CLOSED');
  });

  test('two instances at once: one end, and nobody is told of a failure', async () => {
    await open({ runtime: { databaseLatency: pause, httpLatency: pause } });
    const no = await payable(provider);
    const answers = await Promise.all([rollback(no), rollback(no), rollback(no)]);
    for (const answer of answers) expect(answer).toMatchObject({ code: 0, value: { status: 'CLOSED' } });
    expect(shop.order(no)['status']).toBe('CLOSED');
  });
});

test('Alipay: what cannot be closed is cancelled, and what was paid meanwhile goes back in full', async () => {
  await open();
  const no = await payable('alipay');
  shop.alipay.faults.add({ operation: 'close', fault: { kind: 'error', subCode: 'ACQ.SYSTEM_ERROR' } });
  expect(await rollback(no)).toMatchObject({ value: { status: 'CLOSED', rolledBack: true } });
  const paid = await payable('alipay');
  shop.alipay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop.alipay.pay(paid);
  shop.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' }, times: 3 });
  expect(await rollback(paid)).toMatchObject({ value: { status: 'REFUND', rolledBack: true } });
  expect([shop.alipay.ledger.trade(paid)?.refunded, deliveries(paid)]).toEqual([1200, 0]);
  expect(shop.order(paid)['cancel']).toMatchObject({ status: 'DONE', operator: 'rollback' });
});

test('Alipay: the answer to the cancel is lost: a person sees it, and the timer still finds out how it ended', async () => {
  await open();
  const no = await payable('alipay');
  shop.alipay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop.alipay.pay(no);
  shop.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' }, times: Infinity });
  shop.alipay.faults.add({ operation: 'cancel', fault: { kind: 'lostAnswer' } });
  expect(await rollback(no)).toMatchObject({ value: { status: 'REVIEW', rolledBack: false } });
  expect(shop.order(no)).toMatchObject({ status: 'REVIEW', cancel: { status: 'ASKED' } });
  shop.alipay.faults.clear();
  shop.tick(60_000);
  await shop.runMonitor();
  expect(shop.order(no)).toMatchObject({ status: 'REFUND', refund_fee: 1200, cancel: { status: 'DONE' } });
  expect(deliveries(no)).toBe(0);
});

test('a creation that may still be on its way is not judged: 40010, and the timer looks again', async () => {
  await open();
  shop.wxpay.faults.add({ operation: 'create', fault: { kind: 'lostRequest' } });
  const no = 'VPFLIGHT0001';
  await shop.createGoods({ out_trade_no: no });
  expect(shop.order(no)['status']).toBe('NOTPAY');
  expect(await rollback(no)).toMatchObject({ code: 40010 });
  expect(shop.order(no)['status']).toBe('NOTPAY');
  shop.tick(30_000);
  expect(await rollback(no)).toMatchObject({ value: { status: 'CLOSED', rolledBack: true } });
});

test('each function under its own name: a log row, a person, a status; unknown and malformed numbers are refused', async () => {
  await open();
  const no = await payable('wxpay');
  expect(await call('recordRollbackLog', no, 'payment_cancelled')).toMatchObject({ code: 0 });
  expect(rollbackLogs()).toMatchObject([{ out_trade_no: no, note: 'payment_cancelled' }]);
  expect(await call('escalateToManualReview', no)).toMatchObject({ code: 0, value: 'REVIEW' });
  expect(await call('getPaymentStatus', no)).toMatchObject({ value: 'REVIEW' });
  for (const name of ['getPaymentStatus', 'rollbackPaymentIfNeeded', 'escalateToManualReview']) {
    expect(await call(name, 'VPNOBODY0001')).toMatchObject({ code: 40005 });
    for (const bad of [{ $ne: null }, ['VPNOBODY0001'], 7, null, '']) expect(await call(name, bad)).toMatchObject({ code: 40001 });
  }
  expect(await call('recordRollbackLog', { $ne: null }, 'x')).toMatchObject({ code: 40001 });
});
