// 不变量 I1、I7：进程在回调与业务处理之间被 kill -9，重启后恰好处理一次；回答过的一件不丢。
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { testKeys } from './harness';

let dir: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vk-pay-kill-'));
  // 重启沿用同一套密钥与端口，就像同一台机器。
  writeFileSync(join(dir, 'keys.json'), JSON.stringify(await testKeys()));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

type Command = 'pay' | 'deliver' | 'monitor' | 'rows';
interface Running {
  readonly url: string;
  /** 给子进程下命令；进程在途中被杀返回 undefined */
  send(command: Command, argument?: string): Promise<unknown>;
  readonly exited: Promise<NodeJS.Signals | null>;
}

/** @param killAt 数据库操作的名字，如 `before commit`；走到这里进程立刻 SIGKILL 自己 */
async function start(port: number, killAt = ''): Promise<Running> {
  const own = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'kill-child.ts'), dir, String(port), killAt], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child = own;
  const exited = new Promise<NodeJS.Signals | null>((resolve) => own.on('exit', (_code, signal) => resolve(signal)));
  const url = await new Promise<string>((resolve, reject) => {
    own.once('message', (message) => resolve(String(message)));
    own.once('exit', () => reject(new Error('子进程没有启动')));
  });
  return {
    url,
    exited,
    send: (command, argument) =>
      new Promise((resolve) => {
        own.once('message', resolve);
        own.once('exit', () => resolve(undefined));
        own.send({ command, argument });
      }),
  };
}

const portOf = (url: string): number => Number(new URL(url).port);

test.each([
  'before updateAndReturn payment_orders',
  'after updateAndReturn payment_orders',
  'before startTransaction',
  'after startTransaction',
  'before add demo_goods_orders',
  'before commit',
  'after commit',
])(
  'killed %s during the callback, restarted: fulfilled exactly once',
  async (killAt) => {
    const first = await start(0);
    const client = createClient({ endpoint: first.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
    client.setToken(String((await client.callService('user/pub/loginDemo'))['token']));
    const created = await client.callService('pay/kh/createPayment', {
      provider: 'wxpay',
      data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } },
    });
    expect(created).toMatchObject({ code: 0 });
    const out_trade_no = String(created['out_trade_no']);
    await first.send('pay', out_trade_no);
    child?.kill('SIGKILL');
    await first.exited;

    const doomed = await start(portOf(first.url), killAt);
    expect(await doomed.send('deliver')).toBeUndefined();
    expect(await doomed.exited).toBe('SIGKILL');

    const revived = await start(portOf(first.url));
    await revived.send('monitor');
    await revived.send('deliver');
    await revived.send('monitor');
    const state = (await revived.send('rows')) as { orders: { status: string; fulfil: object }[]; deliveries: unknown[]; stock: number };
    expect(state.orders).toMatchObject([{ _id: out_trade_no, status: 'SUCCESS', fulfil: { status: 'DONE' } }]);
    expect([state.deliveries.length, state.stock]).toEqual([1, 99]);
  },
  60_000,
);
