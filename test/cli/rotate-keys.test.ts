// npm run rotate-keys（docs/security.md「静态加密」）：--dry-run 只数；换完说 0 剩余；之后带着新密钥重新打开，旧的那一行解得开。
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../local/stack/client';
import { developmentKeys } from '../../local/stack/config-center';
import type { RotatedTable } from '../../common/contract/keys/rotation';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import type { Stack } from '../../local/stack/stack';
import { createStack } from '../watched-stack';
import { PlainError } from '../../scripts/plain-error';
import { rotateLocalKeys, tableLines } from '../../scripts/rotate-keys';
import { stackFiles } from '../flow/harness-files';
import { requireNothingLeft } from '../left-behind';

let dataDir: string;
let printed: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-rotated-'));
  printed = '';
  jest.spyOn(console, 'log').mockImplementation((...said: unknown[]) => void (printed += `${said.join(' ')}\n`));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await requireNothingLeft({ printed, dataDir });
  delete process.env['VK_PAY_ENCRYPTION_KEYS'];
  rmSync(dataDir, { recursive: true, force: true });
});

test('the figures of every table stand under one another, however long its name', () => {
  const row = (table: RotatedTable['table'], changed: number): RotatedTable => ({
    table,
    changed,
    failed: 0,
    left: 1000 - changed,
    lost: 0,
  });
  const lines = tableLines([row('orders', 5), row('transferAuthorizations', 999)]);
  expect(lines[0]).toBe('orders                  换了   5  换不了 0  还剩 995');
  expect(lines[1]).toBe('transferAuthorizations  换了 999  换不了 0  还剩   1');
});

const open = (): Promise<Stack> =>
  createStack({
    dataDir,
    port: 0,
    ...stackFiles,
    synchronous: 'NORMAL',
    settings: { encryption: { keys: developmentKeys(dataDir), fields: [] } },
  });
const sealedWith = (stack: Stack): unknown => stack.runtime.database.raw('payment_orders')[0]?.['sealed_with'];

test('counts, moves to the new key, and says when the old one may go', async () => {
  let stack = await open();
  const client = createClient({ endpoint: stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
  client.setToken(String((await client.callService('user/pub/loginDemo', { username: 'demo' }))['token']));
  const custom = { goods_id: 'mug', quantity: 1, user_info: { name: '张三', phone: '13987654321' } };
  const created = await client.callService('pay/kh/createPayment', { provider: 'wxpay', data: { type: 'goods', custom } });
  expect(sealedWith(stack)).toBe('dev');
  await expect(rotateLocalKeys({ data: dataDir, batch: undefined, 'dry-run': true })).rejects.toThrow('pay/sys/rotateKeys');
  await stack.close();

  process.env['VK_PAY_ENCRYPTION_KEYS'] = `k2:${createHash('sha256').update('new').digest('base64')}`;
  await rotateLocalKeys({ data: dataDir, batch: undefined, 'dry-run': true });
  expect(printed).toContain('要换 1 行；没有改动');
  await rotateLocalKeys({ data: dataDir, batch: 1, 'dry-run': false });
  expect(printed).toMatch(/还剩 0 行，旧的密钥（dev）可以拿掉了/);

  stack = await open();
  expect(sealedWith(stack)).toBe('k2');
  stack.wxpay.pay(String(created['out_trade_no']));
  const again = createClient({ endpoint: stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
  again.setToken(String((await again.callService('user/pub/loginDemo', { username: 'demo' }))['token']));
  const same = { provider: 'wxpay', data: { type: 'goods', custom, out_trade_no: created['out_trade_no'] } };
  expect(await again.callService('pay/kh/createPayment', same)).not.toMatchObject({ code: 40001 });
  await stack.close();
}, 120_000);

test('a key that is none is told in words; rows under a key nobody has do not read as done', async () => {
  const stack = await open();
  const client = createClient({ endpoint: stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
  client.setToken(String((await client.callService('user/pub/loginDemo', { username: 'demo' }))['token']));
  const custom = { goods_id: 'mug', quantity: 1, user_info: { name: '张三', phone: '13987654321' } };
  const created = await client.callService('pay/kh/createPayment', { provider: 'wxpay', data: { type: 'goods', custom } });
  const orders = stack.runtime.database.collection('payment_orders');
  await orders.doc(String(created['out_trade_no'])).update({ sealed_with: 'gone' });
  await stack.close();
  for (const [key, says] of [
    ['k2:c2hvcnQ=', '32'],
    [createHash('sha256').update('no id').digest('base64'), '编号'],
  ] as const) {
    process.env['VK_PAY_ENCRYPTION_KEYS'] = key;
    await expect(rotateLocalKeys({ data: dataDir, batch: undefined, 'dry-run': true })).rejects.toThrow(says);
    await expect(rotateLocalKeys({ data: dataDir, batch: undefined, 'dry-run': true })).rejects.toBeInstanceOf(PlainError);
  }
  process.env['VK_PAY_ENCRYPTION_KEYS'] = `k2:${createHash('sha256').update('new').digest('base64')}`;
  await rotateLocalKeys({ data: dataDir, batch: undefined, 'dry-run': false });
  expect(printed).toContain('1 行是用配置里没有的密钥封着的');
  expect(printed).not.toContain('可以拿掉了');
  expect(process.exitCode).toBe(1);
  process.exitCode = undefined;
}, 120_000);
