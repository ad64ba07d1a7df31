/** 复核台测试的台架：店里不止一个员工，有一直办不成、收不回的类型；每次结束核对不变量。 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UniClient } from '../../local/stack/client';
import { checkInvariants, openShop, type Shop, type ShopOptions } from './harness';
import { stackFiles } from './harness-files';

/** 店里不止一个员工：以任何人的名义调用公共接口。 */
const SERVICE = `'use strict';
const { createVkPay } = require('vk-pay-core');
const { paymentTypes } = require('payment-types');
exports.main = async ({ data, util, originalParam }) => {
  const pay = createVkPay({ vk: util.vk, paymentTypes, context: originalParam.context });
  try {
    return { code: 0, ...(await pay[data.method](data.input, data.who)) };
  } catch (error) {
    return { code: error.code, msg: error.message };
  }
};
`;
/** 一直办不成、收不回的类型：由开关决定。 */
const TYPES = `'use strict';
const check = async (dao, what) => {
  if ((await dao.findById('demo_wallets', what))?.broken) throw new Error('供应商不在');
};
exports.paymentTypes = [
  {
    name: 'goods',
    latePayment: 'review',
    price: ({ custom }) => ({ total_fee: 1200, subject: '杯子', custom: {}, ...(custom.cart_no ? { business_no: custom.cart_no } : {}) }),
    async fulfil(order, { dao }) {
      await check(dao, 'fulfil');
      await dao.add('demo_receipts', { _id: order.out_trade_no });
    },
    async revoke(refund, { dao }) {
      await check(dao, 'revoke');
      await dao.add('demo_receipts', { _id: 'back-' + refund.out_refund_no });
    },
  },
];
`;
export let shop: Shop;
export let staff: UniClient;
let dir: string;

export async function open(options: ShopOptions = {}): Promise<void> {
  shop = await openShop({
    functionsDir: join(dir, 'functions'),
    modules: { ...stackFiles.modules, 'payment-types': join(dir, 'types.js') },
    wxpay: { refundSpacingMs: 0, refundDurationMs: 500 },
    ...options,
  });
  staff = await shop.login('demo-admin');
}

/** 一份测试用它一次：登记铺设与收尾。 */
export function useDesk(): void {
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'vk-pay-desk-'));
    cpSync(stackFiles.functionsDir, join(dir, 'functions'), { recursive: true });
    mkdirSync(join(dir, 'functions/vk-pay/service/shop/pub'), { recursive: true });
    writeFileSync(join(dir, 'functions/vk-pay/service/shop/pub/as.js'), SERVICE);
    writeFileSync(join(dir, 'types.js'), TYPES);
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  afterEach(async () => {
    checkInvariants(shop);
    await shop.close();
  });
}

type Provider = 'wxpay' | 'alipay';
export type Answer = Record<string, unknown>;
export const list = async (kind?: string): Promise<Answer> => {
  staff = await shop.login('demo-admin');
  return staff.callService('pay/sys/listReviews', kind ? { kind } : {});
};
/** 队列里有什么；对账的差异在 reconcile.test.ts 里看（这里一跳就是一天，账单也跟着核对）。 */
export const kinds = async (): Promise<string[]> =>
  ((await list())['rows'] as { kind: string }[])
    .map((row) => row.kind)
    .filter((kind) => kind !== 'bill' && kind !== 'difference')
    .sort();
export const detail = (subject: object): Promise<Answer> => staff.callService('pay/sys/reviewDetail', subject);
export const resolve = (subject: object, act: string): Promise<Answer> =>
  staff.callService('pay/sys/resolveReview', { ...subject, act, reason: '核对过银行流水' });
export const as = (who: string, method: string, input: object): Promise<Answer> =>
  shop.client.callService('shop/pub/as', { who, method, input });
export const breaks = async (what: 'fulfil' | 'revoke', broken: boolean): Promise<void> =>
  void (await shop.runtime.database.collection('demo_wallets').doc(what).set({ broken }));
export const refundRow = (id: string): Answer => shop.rows('payment_refunds').find((row) => row['_id'] === id) ?? {};

export async function place(provider: Provider, custom: object = {}): Promise<string> {
  const created = await shop.client.callService('pay/kh/createPayment', { provider, data: { type: 'goods', custom } });
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  return String(created['out_trade_no']);
}
export async function paid(provider: Provider, custom: object = {}): Promise<string> {
  const no = await place(provider, custom);
  shop[provider].pay(no);
  await shop[provider].deliverDue();
  return no;
}
export const post = (notice: { url: string; headers: object; body: string }): Promise<Response> =>
  fetch(notice.url, { method: 'POST', headers: { ...notice.headers }, body: notice.body });
export async function inReview(provider: Provider): Promise<string> {
  const no = await place(provider);
  shop[provider].pay(no);
  await post(
    provider === 'wxpay'
      ? shop.wxpay.buildNotification('payment', { outTradeNo: no, total: 1 })
      : shop.alipay.buildNotification('payment', { outTradeNo: no, variant: 'wrongAmount' }),
  );
  return no;
}
export async function refundOf(no: string, out_refund_no: string): Promise<Answer> {
  return staff.callService('pay/sys/refund', { out_trade_no: no, out_refund_no });
}
/** 让它失败到该有人看的次数。 */
export async function failThrice(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    shop.tick(20 * 60_000);
    await shop.runMonitor();
  }
}
