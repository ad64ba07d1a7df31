// 规范「日志记录」「敏感数据处理」的名字：recordPaymentLog、recordPaymentError、recordPaymentException、sanitizePaymentData。写进去的没有秘密（不变量 I12）。
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openShop, type Shop } from './harness';
import { stackFiles } from './harness-files';

/** 商户自己的云函数。 */
const SERVICE = `'use strict';
const core = require('vk-pay-core');
const { paymentTypes } = require('payment-types');
exports.main = async ({ data, util, originalParam }) => {
  core.createMerchantPay({ vk: util.vk, paymentTypes, context: originalParam.context });
  const args = data.args.map((one) => (one && one.thrown ? Object.assign(new Error(one.thrown), { code: one.code }) : one));
  return { code: 0, value: await core[data.name](...args) };
};
`;
const SECRETS = ['4111111111111111', 'oSecretOpenid00000000000000', '13912345678', 's3cret-value'];
let functionsDir: string;
let shop: Shop;
beforeAll(async () => {
  functionsDir = mkdtempSync(join(tmpdir(), 'vk-pay-records-'));
  cpSync(stackFiles.functionsDir, functionsDir, { recursive: true });
  mkdirSync(join(functionsDir, 'vk-pay/service/shop/pub'), { recursive: true });
  writeFileSync(join(functionsDir, 'vk-pay/service/shop/pub/record.js'), SERVICE);
  shop = await openShop({ functionsDir });
});
afterAll(async () => {
  await shop.close();
  rmSync(functionsDir, { recursive: true, force: true });
});
const call = (name: string, ...args: unknown[]): Promise<Record<string, unknown>> =>
  shop.client.callService('shop/pub/record', { name, args });

test('a log row has the fields of the specification; an error is its code, never its words', async () => {
  await call('recordPaymentLog', {
    type: 'shop-check',
    status: 'ERROR',
    out_trade_no: 'VP2026112300000001',
    provider: 'wxpay',
    amount: 1200,
    user_id: 'u1',
    error: { code: '40007', msg: 's3cret-value' },
  });
  const [row] = shop.rows('payment_logs').filter(({ type }) => type === 'shop-check');
  expect(row).toMatchObject({ status: 'ERROR', out_trade_no: 'VP2026112300000001', provider: 'wxpay', amount: 1200, user_id: 'u1' });
  expect(JSON.parse(String(row?.['error_info']))).toMatchObject({ code: 40007 });
  expect(JSON.stringify(row)).not.toContain('s3cret-value');
});

test('what is not a log is still one row, with nothing of the wrong type', async () => {
  await call('recordPaymentLog', { type: 'odd', status: 'weird', out_trade_no: { $ne: null }, amount: 0.5, user_id: ['x'] });
  const [row] = shop.rows('payment_logs').filter(({ type }) => type === 'odd');
  expect(row).toMatchObject({ status: 'IGNORED', note: 'weird' });
  for (const field of ['out_trade_no', 'amount', 'user_id']) expect(row?.[field]).toBeUndefined();
});

test('nothing at all is no reason to throw: a log never stands in the way of a payment', async () => {
  const before = shop.rows('payment_logs').length;
  for (const nothing of [null, 'text', 7]) expect(await call('recordPaymentLog', nothing)).toMatchObject({ code: 0 });
  expect(shop.rows('payment_logs').slice(before)).toHaveLength(3);
  for (const name of ['recordPaymentError', 'recordPaymentException']) expect(await call(name, null, null)).toMatchObject({ code: 0 });
});

test.each([
  ['recordPaymentError', { code: 40005, msg: '订单不存在' }, 'merchant-error', 40005],
  ['recordPaymentException', { thrown: 'boom tel 13912345678' }, 'merchant-exception', 50000],
] as const)('%s: a catalogued code, the number, the input without secrets', async (name, thrown, type, code) => {
  const input = { out_trade_no: 'VP2026112300000002', deep: [{ openid: SECRETS[1], card: SECRETS[0] }], tel: SECRETS[2] };
  await call(name, thrown, input);
  const row = shop
    .rows('payment_errors')
    .filter((one) => one['type'] === type)
    .pop();
  expect(row).toMatchObject({ error_code: code, out_trade_no: 'VP2026112300000002' });
  for (const secret of SECRETS) expect(JSON.stringify(row)).not.toContain(secret);
});

test('sanitizePaymentData masks at any depth and leaves business data', async () => {
  const { value } = await call('sanitizePaymentData', { goods_id: 'mug', user: { private_key: SECRETS[3], list: [{ cvv: '123' }] } });
  expect(value).toEqual({ goods_id: 'mug', user: { private_key: '***', list: [{ cvv: '***' }] } });
});
