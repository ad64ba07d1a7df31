/** 走一遍某个渠道：下单、付款、收到通知、退款，全经普通的本地系统，有哨兵看着（漏了秘密就不以 0 退出）；结果印成一行 JSON。用法：toypay-walk.ts <渠道>。 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SIMULATORS } from '../../local/gateways';
import type { AnySimulator } from '../../local/gateways/kit/simulator';
import { createClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { buildFunctions, buildStandIns, ROOT } from '../../scripts/build-functions';
import { createStack } from '../watched-stack';

async function walk(provider: string): Promise<object> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-walk-'));
  const functionsDir = await buildFunctions({ outDir: join(dataDir, 'build', 'cloudfunctions'), testEndpoints: true });
  const modules = await buildStandIns(join(dataDir, 'build', 'modules'));
  const databaseDir = join(ROOT, 'uniCloud-aliyun', 'database');
  const stack = await createStack({ dataDir, port: 0, functionsDir, databaseDir, modules, inMemory: true });
  try {
    const login = async (username: string) => {
      const client = createClient({ endpoint: stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
      client.setToken(String((await client.callService('user/pub/loginDemo', { username }))['token']));
      return client;
    };
    const [payer, staff] = await Promise.all([login('demo'), login('demo-admin')]);
    const created = await payer.callService('pay/kh/createPayment', {
      provider,
      data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } },
    });
    const out_trade_no = String(created['out_trade_no']);
    const simulator = Object.entries<AnySimulator>(SIMULATORS).find(([name]) => name === provider)?.[1];
    const code = (created['orderInfo'] as Record<string, string> | undefined)?.['code_url'] ?? '';
    const paid = await fetch(`${stack.url}/simulator/${provider}/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(simulator?.scan?.(code)),
    });
    const gateways = Object.entries(stack).filter(([name]) => name === provider);
    const deliver = async (): Promise<void> => {
      for (const [, gateway] of gateways) await (gateway as { deliverDue(): Promise<unknown> }).deliverDue();
    };
    const order = (): Record<string, unknown> => stack.runtime.database.raw('payment_orders').find((row) => row['_id'] === out_trade_no) ?? {};
    await deliver();
    const history = (order()['history'] ?? []) as { to: string; source: string }[];
    const notified = history.some(({ to, source }) => to === 'SUCCESS' && source === 'notify');
    const refunded = await staff.callService('pay/sys/refund', { out_trade_no, refund_fee: order()['total_fee'], refund_desc: '退款' });
    await deliver();
    return { created: created['code'], paid: paid.status, notified, refund: refunded['code'], status: order()['status'], refund_fee: order()['refund_fee'], total_fee: order()['total_fee'] };
  } finally {
    await stack.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

void walk(process.argv[2] ?? '').then((result) => console.log(JSON.stringify(result)));
