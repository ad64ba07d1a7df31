// 测试的地基：编号数得全，切断恰好发生在说好的地方，被杀的实例不再做任何事（docs/invariants.md §3「进程」「数据库」）。
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Workbench } from '../local/unicloud/workbench';
import { CUTS, Ports, sweepCuts, type Cut } from './ports';

let workbench: Workbench;
let server: Server;
let url: string;
let hits: number;

beforeEach(async () => {
  workbench = new Workbench();
  hits = 0;
  server = createServer((_request, response) => {
    hits += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pay`;
  for (const name of ['orders', 'logs', 'stock']) workbench.write(`database/${name}.schema.json`, {});
  // 一个小小的支付：读、问网关、在事务里改两处、同时写日志。loads 数实例的载入次数。
  workbench.writeFunction(
    'pay',
    `let calls = 0;
    exports.main = async ({ url }) => {
      calls += 1;
      const db = uniCloud.database();
      await db.collection('orders').doc('o1').get();
      await uniCloud.httpclient.request(url, { method: 'POST' });
      const t = await db.startTransaction();
      try {
        await t.collection('orders').doc('o1').set({ status: 'SUCCESS' });
        await t.collection('stock').doc('s').set({ left: 9 });
        await Promise.all([t.commit(), db.collection('logs').add({ _id: 'l1' })]);
      } catch (error) {
        await t.rollback().catch(() => undefined);
        throw error;
      }
      return calls;
    };`,
  );
});
afterEach(async () => {
  await workbench.close();
  await new Promise((resolve) => server.close(resolve));
});

const NAMES = ['get orders', 'POST /pay', 'startTransaction', 'set orders', 'set stock', 'commit', 'add logs'];

test('every call has a number, in order, from watch to calm', async () => {
  const ports = new Ports();
  const runtime = await workbench.start(ports.hooks);
  await runtime.invoke('pay', { url });
  expect(ports.calls).toEqual([]);
  await runtime.database.collection('logs').doc('l1').remove();
  ports.watch();
  await runtime.invoke('pay', { url });
  ports.calm();
  await runtime.invoke('pay', { url }).catch(() => undefined);
  expect(ports.calls.map(({ name }) => name)).toEqual(NAMES);
  expect(ports.calls.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

/** 切在第 index 次之后，世界应当是什么样。 */
function expected(index: number, cut: Cut): { paid: boolean; logged: boolean; hits: number } {
  const done = cut.endsWith('before') ? index - 1 : index;
  const dead = cut.startsWith('kill');
  return {
    paid: done >= 5 || (index === 6 && !dead),
    // 日志与提交同时发出：提交失败了日志照写；实例死了就不写。
    logged: index === 6 ? cut.endsWith('after') : index === 5 && !dead,
    hits: done >= 1 ? 1 : 0,
  };
}

test.each(NAMES.flatMap((name, index) => CUTS.map((cut) => [cut, name, index] as const)))(
  '%s %s: what came before is done, what comes after is not',
  async (cut, name, index) => {
    const ports = new Ports();
    ports.cutAt(index, cut);
    const runtime = await workbench.start(ports.hooks);
    ports.watch();
    const outcome = runtime.invoke('pay', { url });
    await expect(outcome).rejects.toMatchObject(cut.startsWith('kill') ? { code: 'FunctionServerError' } : { message: expect.any(String) });
    expect(ports.struck).toEqual({ index, name });
    ports.calm();
    // 让还在路上的走完（如果它们还能走的话）。
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    const want = expected(index, cut);
    const paid = runtime.database.raw('orders').length === 1;
    expect({ paid, logged: runtime.database.raw('logs').length === 1, hits }).toEqual(
      // 被杀的那一刻提交与日志谁先谁后都可能，只要求提交前被杀绝不生效。
      cut === 'kill after' && index >= 5 ? { ...want, paid: want.paid, logged: expect.any(Boolean) } : want,
    );
    expect(runtime.database.raw('stock')).toHaveLength(paid ? 1 : 0);
  },
);

test('after a kill the next call gets a fresh instance, and no lock is left behind', async () => {
  const ports = new Ports();
  ports.cutAt(4, 'kill after');
  const runtime = await workbench.start(ports.hooks);
  ports.watch();
  await expect(runtime.invoke('pay', { url })).rejects.toMatchObject({ code: 'FunctionServerError', message: '云函数实例被杀' });
  ports.calm();
  expect(await runtime.invoke('pay', { url })).toBe(1);
  expect(runtime.database.raw('stock')).toEqual([{ _id: 's', left: 9 }]);
});

test('a failure leaves the instance alive: its memory is still there', async () => {
  const ports = new Ports();
  ports.cutAt(0, 'fail before');
  const runtime = await workbench.start(ports.hooks);
  ports.watch();
  await expect(runtime.invoke('pay', { url })).rejects.toThrow('没有发出：get orders');
  expect(await runtime.invoke('pay', { url })).toBe(2);
});

test('a plain write of a dead instance that waited for a transaction never happens', async () => {
  workbench.writeFunction(
    'stuck',
    `exports.main = async () => {
      const db = uniCloud.database();
      const t = await db.startTransaction();
      await t.collection('orders').doc('o1').set({ by: 'transaction' });
      const waiting = db.collection('orders').doc('o1').set({ by: 'plain' });
      for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
      await db.collection('logs').doc('x').get();
      await waiting;
    };`,
  );
  const ports = new Ports();
  ports.cutAt(3, 'kill before');
  const runtime = await workbench.start(ports.hooks);
  ports.watch();
  await expect(runtime.invoke('stuck', {})).rejects.toMatchObject({ code: 'FunctionServerError' });
  for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(ports.struck?.name).toBe('get logs');
  expect(runtime.database.raw('orders')).toEqual([]);
});

describe('the sweep', () => {
  /** 付款，失败就补一次；repair 决定补得对不对。 */
  const scenario =
    (repair: boolean) =>
    async (ports: Ports): Promise<void> => {
      const runtime = await workbench.start(ports.hooks);
      ports.watch();
      await runtime.invoke('pay', { url }).catch(() => undefined);
      ports.calm();
      if (repair) await runtime.database.collection('orders').doc('o1').set({ status: 'SUCCESS' });
      if (runtime.database.raw('orders').length !== 1) throw new Error('没有付成');
    };

  test('visits every number with every cut, and reports what ended wrong by name', async () => {
    const report = await sweepCuts(scenario(false));
    expect([report.calls.length, report.cuts]).toEqual([7, 28]);
    expect(report.failures.map(({ at }) => at)).toEqual([
      ...[0, 1, 2, 3, 4].flatMap((index) => CUTS.map((cut) => `${cut} #${index} ${NAMES[index]}`)),
      'fail before #5 commit',
      'kill before #5 commit',
    ]);
  });

  test('is clean when the scenario repairs itself', async () => {
    expect((await sweepCuts(scenario(true))).failures).toEqual([]);
  });

  test('a scenario that fails uncut is not swept', async () => {
    await expect(
      sweepCuts(async () => {
        throw new Error('本来就不对');
      }),
    ).rejects.toThrow('本来就不对');
  });
});
