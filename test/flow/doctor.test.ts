// 规范「数据库优化」与体检的服务，走到底：构建好的云函数、本地运行时、员工的权限。
import { setupPaymentIndexes } from 'vk-pay-core';
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
