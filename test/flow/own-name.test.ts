// 每个服务文件只在自己的名字下回答：`..`、点、空段、编码、大小写与不是文字的名字都到不了任何服务。
import { SERVICES } from '../../common/contract/services';
import { serveUser, type ServiceEvent } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/entry/index';
import { openShop, type Shop } from './harness';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ settings: { rateLimit: { windowMs: 60_000, max: 0 } } });
});
afterAll(() => shop.close());

const TRICKS: readonly unknown[] = [
  'x/pub_/../sys/refund',
  'pay/pub/../sys/refund',
  'pay/sys/../pub/../sys/refund',
  'pay/pub/..\\sys\\refund',
  'pay\\sys\\refund',
  'pay/pub_/../sys/refund.main',
  'pay/sys/refund.main',
  'pay/sys/refund.pub_main',
  'pay/sys/refund.js',
  'pay/sys/./refund',
  'pay//sys/refund',
  '//pay/sys/refund',
  '/pay/sys/refund',
  'pay/sys/refund/',
  'pay/sys//refund',
  'pay/sys/refund?x=/pub/',
  'pay/sys/refund#/pub/',
  'pay/sys/refund%00',
  'pay/pub/%2e%2e/sys/refund',
  'pay/pub/%2e%2e%2fsys%2frefund',
  'pay%2fsys%2frefund',
  'pay/sys/refund\u0000',
  'pay/sys/refund ',
  'pay/ｓｙｓ/refund',
  'pay/sys/pub_refund',
  'pay/kh_/refund',
  'PAY/SYS/REFUND',
  'pay/SYS/refund',
  'sys/refund',
  'pub/options',
  'service/pay/sys/refund',
  'pay/sys/__proto__',
  'pay/sys/constructor',
  '../../common/vk-pay-core/index',
  'pay/pub/../../../middleware/index',
  'pay/pub/../../../../../etc/passwd',
  '.',
  '..',
  '',
  ['pay/sys/refund'],
  { pay: 'sys/refund' },
  7,
  null,
];

test.each(TRICKS.map((url) => [JSON.stringify(url), url] as const))('%s reaches no service', async (_text, url) => {
  const before = [shop.rows('payment_refunds').length, shop.rows('payment_errors').length];
  const answer = (await shop.client.callService(url as string, { out_trade_no: 'OWNNAME001' })) as { code?: unknown };
  // 去掉两头空白的是框架自己：那就是本来的名字，由角色来拒绝
  expect([40001, 40009]).toContain(answer.code);
  expect(JSON.stringify(answer)).not.toMatch(/\/(?:work|tmp|home|usr)|Cannot find|stack/);
  expect([shop.rows('payment_refunds').length, shop.rows('payment_errors').length]).toEqual(before);
});

test.each(['pay/KH/listPayments', 'pay//kh/listPayments', 'x/pay/kh/listPayments', 'pay/sys/refund', '', undefined])(
  'even loaded under %p a service does not answer',
  async (url) => {
    const event = {
      url,
      data: {},
      uid: 'u1',
      uniIdToken: 't',
      util: { vk: {} },
      originalParam: { event: {}, context: { requestId: 'r1' } },
    };
    const run = jest.fn(async () => ({}));
    expect(await serveUser('listPayments', event as unknown as ServiceEvent, [], run)).toMatchObject({ code: 40009, requestId: 'r1' });
    expect(run).not.toHaveBeenCalled();
  },
);

test('every service of the list answers under its own name', async () => {
  const staff = await shop.login('demo-admin');
  for (const service of Object.values(SERVICES)) {
    const answer = await staff.callService(service, {});
    expect([service, answer['msg'] === '接口不存在' || answer['code'] === 40009]).toEqual([service, false]);
  }
});
