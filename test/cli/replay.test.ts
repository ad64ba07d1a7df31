// npm run replay（docs/environments.md「重放」）：留存的回调在副本上再处理一遍，数据不动；--apply 才留下；时钟拨回收到的那一刻，签名才验得过。
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentKeys } from '../../local/stack/config-center';
import { createClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import type { Stack } from '../../local/stack/stack';
import { createStack } from '../watched-stack';
import { replay } from '../../scripts/replay';
import { stackFiles } from '../flow/harness-files';
import { requireNothingLeft } from '../left-behind';

let dataDir: string;
let printed: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-replayed-'));
  printed = '';
  jest.spyOn(console, 'log').mockImplementation((...said: unknown[]) => void (printed += `${said.join(' ')}\n`));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await requireNothingLeft({ printed, dataDir });
  rmSync(dataDir, { recursive: true, force: true });
});

const open = (clock: () => number): Promise<Stack> =>
  createStack({
    dataDir,
    port: 0,
    ...stackFiles,
    clock,
    synchronous: 'NORMAL',
    settings: { keepNotifies: true, encryption: { keys: developmentKeys(dataDir), fields: [] } },
  });

test('a kept notice is replayed at its own time: on a copy by default, for good with --apply', async () => {
  const long = Date.now() - 3 * 86_400_000;
  let stack = await open(() => long);
  const client = createClient({ endpoint: stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET, clientInfo: {}, now: () => long });
  client.setToken(String((await client.callService('user/pub/loginDemo', { username: 'demo' }))['token']));
  const created = await client.callService('pay/kh/createPayment', {
    provider: 'wxpay',
    data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } },
  });
  const out_trade_no = String(created['out_trade_no']);
  stack.wxpay.pay(out_trade_no);
  await stack.wxpay.deliverDue();
  // 当时出了岔子：订单停在付款之前
  const orders = stack.runtime.database.collection('payment_orders');
  const [paid] = stack.runtime.database.raw('payment_orders');
  const history = (paid?.['history'] as unknown[]).slice(0, 2);
  await orders
    .doc(out_trade_no)
    .set({ ...paid, _id: undefined, status: 'PROCESSING', history, version: 2, fulfil: { status: 'NONE', attempts: 0, next_date: 0 } });
  await stack.runtime.database.collection('demo_goods_orders').doc(out_trade_no).remove();
  const [kept] = stack.runtime.database.raw('payment_notifies');
  expect(kept).toMatchObject({ kind: 'payment', outcome: 'accepted', out_trade_no });
  await stack.close();

  await replay(undefined, { data: dataDir, apply: false });
  expect(printed).toContain(String(kept?.['_id']));
  await replay(String(kept?.['_id']), { data: dataDir, apply: false });
  expect(printed).toMatch(/现在 +答 20[04]/);
  expect(printed).toContain('PROCESSING，业务 NONE → SUCCESS，业务 DONE');
  const statusOf = async (): Promise<unknown> => {
    stack = await open(Date.now);
    const status = stack.runtime.database.raw('payment_orders')[0]?.['status'];
    await stack.close();
    return status;
  };
  expect(await statusOf()).toBe('PROCESSING');
  await replay(String(kept?.['_id']), { data: dataDir, apply: true });
  expect(await statusOf()).toBe('SUCCESS');
  await expect(replay('wxpay:nothing', { data: dataDir, apply: false })).rejects.toThrow('没有留存');
}, 120_000);
