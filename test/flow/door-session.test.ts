// 门口：每个展示或动用钱的服务都确认登录态还活着。官方 uni-id 在令牌带着角色、客户端又说 need_user_info: false 时
// 不读用户表，被封的、退出的、注销的照样放行。这一类：只凭令牌说自己是谁。
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { UniClient } from '../../local/stack/client';
import { serveStaff, serveUser, type ServiceEvent } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/entry/index';
import { openShop, type Shop } from './harness';

let shop: Shop;
let payer: UniClient;
let staff: UniClient;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const goods = { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } };
const NUMBER = 'ALIVE2026112301';
const users = () => shop.runtime.database.collection('uni-id-users');
const change = async (id: string, patch: Record<string, unknown>): Promise<void> => void (await users().doc(id).update(patch));
beforeEach(async () => {
  for (const id of ['demo-user', 'demo-admin']) await users().doc(id).remove();
  payer = await shop.login();
  staff = await shop.login('demo-admin');
  await payer.callService('pay/kh/createPayment', { provider: 'wxpay', data: { ...goods, out_trade_no: NUMBER } });
});

const SERVICES = join(__dirname, '../../uniCloud-aliyun/cloudfunctions/vk-pay/service/pay');
const servicesOf = (folder: 'kh' | 'sys'): string[] =>
  readdirSync(join(SERVICES, folder))
    // 生产构建会在旁边留下 .js
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace(/\.ts$/, ''));
const INPUT = {
  provider: 'wxpay',
  data: goods,
  kind: 'error',
  out_trade_no: NUMBER,
  out_refund_no: 'ALIVERF0001',
  act: 'settle',
  reason: '核对过',
};

const WAYS_TO_DIE: readonly (readonly [string, (id: string) => Promise<unknown>])[] = [
  ['was banned', (id) => change(id, { status: 1 })],
  ['closed the account', (id) => change(id, { status: 4 })],
  ['failed the review', (id) => change(id, { status: 3 })],
  ['logged out everywhere', (id) => change(id, { token: [] })],
  ['logged in elsewhere and lost this token', (id) => change(id, { token: ['another-token'] })],
  ['has no token list at all', (id) => change(id, { token: (shop.runtime.database.command as unknown as { remove(): unknown }).remove() })],
  ['was deleted', (id) => users().doc(id).remove()],
];

function written(): number {
  return ['payment_orders', 'payment_refunds', 'payment_logs', 'payment_errors', 'payment_alerts'].reduce(
    (sum, name) => sum + shop.rows(name).length,
    0,
  );
}

describe.each(WAYS_TO_DIE)('a user who %s', (_name, die) => {
  test.each(servicesOf('kh'))('is refused by %s, whatever the client says about user info', async (service) => {
    await die('demo-user');
    const before = [written(), shop.wxpay.ledger.orders().length];
    for (const need_user_info of [false, 0, '', null]) {
      const answer = await payer.callService(`pay/kh/${service}`, { ...INPUT, need_user_info });
      expect(answer).toMatchObject({ code: 40009, msg: '权限不足，无法操作' });
      expect(Object.keys(answer).sort()).toEqual(['action', 'code', 'msg', 'requestId']);
    }
    // 要用户信息的那条路由框架自己拒绝。
    expect((await payer.callService(`pay/kh/${service}`, INPUT))['code']).not.toBe(0);
    expect([written(), shop.wxpay.ledger.orders().length]).toEqual(before);
  });

  test('is refused as staff by every service', async () => {
    await die('demo-admin');
    const before = written();
    for (const service of servicesOf('sys'))
      expect([service, (await staff.callService(`pay/sys/${service}`, INPUT))['code']]).not.toEqual([service, 0]);
    expect(written()).toBe(before);
  });

  test('is nobody to the public service: it answers, for no one in particular', async () => {
    await die('demo-user');
    expect(await payer.callService('pay/pub/options', { type: 'goods', custom: goods.custom })).toMatchObject({ code: 0 });
  });
});

test('a living session is served, also without user info, also under audit', async () => {
  for (const status of [undefined, 0, 2]) {
    if (status !== undefined) await change('demo-user', { status });
    expect(await payer.callService('pay/kh/queryPayment', { out_trade_no: NUMBER, need_user_info: false })).toMatchObject({ code: 0 });
  }
});

test('a cached result is not shown to a session that died', async () => {
  shop.wxpay.pay(NUMBER);
  await shop.wxpay.deliverDue();
  expect(await payer.callService('pay/kh/queryPayment', { out_trade_no: NUMBER })).toMatchObject({ code: 0, orderPaid: true });
  await change('demo-user', { status: 1 });
  expect(await payer.callService('pay/kh/queryPayment', { out_trade_no: NUMBER, need_user_info: false })).toMatchObject({ code: 40009 });
});

// 框架的目录判断可以被绕过、令牌里的角色可能已被收回：这一层不信 event 里的任何角色。
describe('what the event claims is not believed', () => {
  const event = (row: object | undefined, claims: object): ServiceEvent =>
    ({
      url: 'pay/kh/listPayments',
      data: {},
      uid: 'u1',
      uniIdToken: 't1',
      userInfo: { role: ['admin'] },
      ...claims,
      util: {
        vk: {
          baseDao: { findById: async () => row, select: async () => ({ rows: [] }) },
          getUnicloud: () => ({ _: { in: () => [] }, configCenter: () => ({ requireFile: () => ({}) }) }),
        },
      },
      originalParam: { event: {}, context: { requestId: 'r1' } },
    }) as unknown as ServiceEvent;
  const asPayer = (asked: ServiceEvent) => serveUser('listPayments', asked, [], async () => ({}));
  const asStaff = (asked: ServiceEvent) => serveStaff('listOrders', { ...asked, url: 'pay/sys/listOrders' }, [], async () => ({}));
  const served = async (serve: typeof asPayer, row: object | undefined, claims: object = {}): Promise<unknown> =>
    (await serve(event(row, claims)))['code'];

  test('the role comes from the row', async () => {
    const alive = { token: ['t1'] };
    expect(await served(asStaff, { ...alive, role: ['admin'] }, { userInfo: undefined })).toBe(0);
    for (const role of [undefined, [], ['buyer'], 'admin', { admin: true }]) expect(await served(asStaff, { ...alive, role })).toBe(40009);
  });

  test('the token may be the one the framework has just renewed; any other is not', async () => {
    const row = { token: ['t2'] };
    expect(await served(asPayer, row)).toBe(40009);
    expect(await served(asPayer, row, { filterResponse: { token: 't2' } })).toBe(0);
    expect(await served(asPayer, { token: 't1' })).toBe(0);
    for (const claims of [
      { uniIdToken: undefined },
      { uniIdToken: { $ne: 1 } },
      { uniIdToken: '' },
      { uid: undefined },
      { uid: '' },
      { uid: { $ne: 1 } },
    ])
      expect(await served(asPayer, { token: ['t1', undefined, ''] }, claims)).toBe(40009);
  });

  test('a user table that cannot be read serves nobody', async () => {
    const broken = event({}, {});
    (broken.util.vk.baseDao as { findById: unknown }).findById = () => Promise.reject(new Error('数据库出错'));
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    expect((await asPayer(broken))['code']).toBe(50000);
    jest.restoreAllMocks();
  });
});
