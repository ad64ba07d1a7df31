// 规范「数据库优化」与体检的服务，走到底：构建好的云函数、本地运行时、员工的权限。
import { setupPaymentIndexes } from 'vk-pay-core';
import type { CheckView, Finding } from '../../common/contract/doctor/doctor';
import { openShop, type Shop } from './harness';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

test('staff see whether the indexes are all there, as SQLite lists them', async () => {
  const answer = await (await shop.login('demo-admin')).callService('pay/sys/setupPaymentIndexes');
  expect(answer).toMatchObject({ code: 0, how: 'listed', missing: [] });
  expect((answer['indexes'] as unknown[]).length).toBeGreaterThan(50);
  expect(await (await shop.login('demo-refund')).callService('pay/sys/setupPaymentIndexes')).toMatchObject({ code: 40009 });
});

test('the function of the specification needs an assembled interface', async () => {
  await expect(setupPaymentIndexes()).rejects.toMatchObject({ code: 50000 });
});

test('staff are told about the whole space: what is fine and what is not', async () => {
  await shop.runMonitor();
  const answer = await (await shop.login('demo-admin')).callService('pay/sys/doctor');
  expect(answer).toMatchObject({ code: 0, environment: 'development', server_date: shop.now() });
  const findings = answer['findings'] as Finding[];
  expect((answer['checks'] as CheckView[]).filter(({ skipped }) => skipped)).toEqual([]);
  // 台架的钟停在一个日子，网关的 Date 头是真的
  expect(findings.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['clock-skew', 'no-encryption-key', 'h5-domain']));
  for (const kind of [
    'gateway-refuses',
    'gateway-unreachable',
    'unique-index-missing',
    'permission-missing',
    'timer-never',
    'nobody-staff',
  ])
    expect(findings.map((finding) => finding.kind)).not.toContain(kind);
  for (const username of ['demo-viewer', 'demo-refund'] as const)
    expect(await (await shop.login(username)).callService('pay/sys/doctor')).toMatchObject({ code: 40009 });
});

test('with a configuration nobody can start with, the doctor still answers staff, and nobody else', async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  await shop.close();
  shop = await openShop({ settings: { timeout: 1, nonsense: true } });
  const staff = await shop.login('demo-admin');
  expect(await staff.callService('pay/sys/setupPaymentIndexes')).toMatchObject({ code: 50000 });
  const answer = await staff.callService('pay/sys/doctor');
  expect(answer['code']).toBe(0);
  expect((answer['findings'] as Finding[]).map(({ kind, subject }) => [kind, subject])).toEqual(
    expect.arrayContaining([
      ['config-refused', 'vk-pay.nonsense'],
      ['config-refused', 'vk-pay.timeout'],
    ]),
  );
  expect(await shop.client.callService('pay/sys/doctor')).toMatchObject({ code: 40009 });
  expect(await (await shop.login('demo-refund')).callService('pay/sys/doctor')).toMatchObject({ code: 40009 });
});
