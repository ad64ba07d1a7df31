// 需求 13：打出来的包（npm run pack -- --compat）就是这样用的；项目里没有 vk-unicloud 也用得了（kernel/own-framework）。
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SPACE_ID } from '../../local/stack/space';
import type { Stack } from '../../local/stack/stack';
import { deliverByFetch } from '../../local/gateways/kit/delivery';
import { packCompat } from '../../scripts/pack/compat';
import { stackFiles } from '../flow/harness-files';
import { createStack } from '../watched-stack';
import { START, testKeys } from '../flow/harness';
import { NOTIFY_KEY, OLD_ADDRESS } from './shop';

const dir = mkdtempSync(join(tmpdir(), 'vk-pay-packed-'));
let now = START;
let packed = '';
let stack: Stack | undefined;

beforeAll(async () => {
  packed = await packCompat(dir);
}, 120_000);
afterEach(() => stack?.close());
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** 上传之后的样子：包里的云函数，盖上商户自己的文件。 */
async function upload({ framework }: { readonly framework: boolean }): Promise<Stack> {
  const functionsDir = mkdtempSync(join(dir, 'space-'));
  cpSync(join(packed, 'uniCloud/cloudfunctions'), functionsDir, { recursive: true });
  cpSync(join(__dirname, '../projects/compat-shop'), functionsDir, { recursive: true });
  if (!framework) {
    const file = join(functionsDir, 'common/vk-uni-pay/package.json');
    const { optionalDependencies: _, ...about } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify(about));
    const door = join(functionsDir, 'vk-pay/package.json');
    const own = JSON.parse(readFileSync(door, 'utf8')) as { dependencies: Record<string, string> };
    writeFileSync(door, JSON.stringify({ ...own, dependencies: { 'uni-config-center': '*', 'vk-uni-pay': '*' } }));
  }
  let url = '';
  const deliver = deliverByFetch(5000);
  stack = await createStack({
    dataDir: mkdtempSync(join(dir, 'data-')),
    port: 0,
    ...stackFiles,
    functionsDir,
    inMemory: true,
    clock: () => now,
    keys: await testKeys(),
    uniPay: { notifyUrl: { [SPACE_ID]: OLD_ADDRESS, other: 'https://other.example/http/vk-pay' }, notifyKey: NOTIFY_KEY },
    wxpay: { refundSpacingMs: 0, refundDurationMs: 500 },
    deliver: (request) => deliver({ ...request, url: request.url.replace(OLD_ADDRESS, `${url}/http/vk-pay`) }),
  });
  url = stack.url;
  return stack;
}

test('the package holds the functions, the modules, the collections and its readme, and no test endpoint', () => {
  const pages = ['common', 'components', 'front', 'static'];
  expect(readdirSync(packed).sort()).toEqual(
    [...pages, 'license.md', 'package.json', 'readme.en.md', 'readme.md', 'roles', 'uniCloud'].sort(),
  );
  expect(readdirSync(join(packed, '../uni-pay')).sort()).toEqual([
    'common',
    'components',
    'front',
    'package.json',
    'pages',
    'static',
    'uniCloud',
  ]);
  const co = join(packed, '../uni-pay/uniCloud/cloudfunctions/uni-pay-co');
  expect(readdirSync(co).sort()).toEqual(['config', 'index.obj.js', 'libs', 'package.json']);
  expect(JSON.parse(readFileSync(join(co, 'package.json'), 'utf8'))).toMatchObject({
    dependencies: { 'vk-uni-pay': 'file:../../../../vk-uni-pay/uniCloud/cloudfunctions/common/vk-uni-pay' },
  });
  // up-22：没有叫 uni-pay 的公共模块，不会盖住项目里原来的那一个；它自己管密钥、不经订单表，留着照用
  expect(readdirSync(join(packed, 'uniCloud/cloudfunctions/common')).sort()).toEqual(['payment-types', 'vk-pay-core', 'vk-uni-pay']);
  expect(readdirSync(join(packed, 'uniCloud/cloudfunctions/vk-pay/service'))).toEqual(['pay']);
  const about = JSON.parse(readFileSync(join(packed, 'uniCloud/cloudfunctions/common/vk-uni-pay/package.json'), 'utf8')) as Record<
    string,
    object
  >;
  expect(about).toMatchObject({
    dependencies: { 'vk-pay-core': 'file:../vk-pay-core', 'uni-config-center': expect.stringContaining('uni-config-center/uniCloud') },
    optionalDependencies: { 'vk-unicloud': expect.stringContaining('vk-unicloud/uniCloud') },
  });
});

test.each([
  ['with vk-unicloud', true],
  ['without any framework', false],
])('an order is made, paid, handled, queried and refunded: %s', async (_name, framework) => {
  const { runtime, wxpay } = await upload({ framework });
  const vkPay = async (method: string, input: object): Promise<Record<string, unknown>> =>
    (await runtime.invoke('plain', { method, input }, { source: 'client', clientIP: '203.0.113.7' })) as Record<string, unknown>;
  await runtime.database.collection('shop_wallets').doc('lin').set({ balance: 0 });
  const data = {
    out_trade_no: 'PACK-2026-0001',
    total_fee: 100,
    subject: '茶',
    type: 'recharge',
    user_id: 'lin',
    custom: { recharge_balance: 100 },
  };
  expect(await vkPay('createPayment', { provider: 'wxpay', isPC: true, data })).toMatchObject({ code: 0, pay_type: 'wxpay_h5' });
  wxpay.pay('PACK-2026-0001');
  expect(await wxpay.deliverDue()).toMatchObject([{ acked: true }]);
  expect(runtime.database.raw('shop_wallets')).toMatchObject([{ _id: 'lin', balance: 100 }]);
  expect(await vkPay('queryPayment', { out_trade_no: 'PACK-2026-0001', pay_order_info: true })).toMatchObject({
    orderPaid: true,
    user_order_success: true,
    payOrder: { custom: { recharge_balance: 100 } },
  });
  expect(await vkPay('refund', { out_trade_no: 'PACK-2026-0001', refund_fee: 40 })).toMatchObject({
    code: 0,
    outRefundNo: 'PACK-2026-0001-1',
  });
  now += 2000;
  expect(await vkPay('queryRefund', { out_trade_no: 'PACK-2026-0001' })).toMatchObject({
    code: 0,
    orderInfo: { status: 2, refund_fee: 40 },
  });
  expect(await vkPay('refund', { out_trade_no: 'PACK-2026-0001', refund_fee: 100 })).toMatchObject({ pay_code: 40001 });
});
