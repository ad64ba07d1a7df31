// 不变量 I1、I4，docs/invariants.md §6「输掉的竞争要重试」：许多人同时来，没有一个因为抢输而失败。
import { findFaults } from '../world/oracle';
import { settleDust } from '../world/recovery';
import { seededLatency, seededRandom } from '../world/latency';
import { BOTH, stageOf, type Stage } from '../world/scenario';
import { closeGround, openWorld, type World } from '../world/world';

afterAll(closeGround);

let world: World;
afterEach(() => world.close());

async function open(provider: (typeof BOTH)[number], seed: number): Promise<Stage> {
  let calm = true;
  const [database, http] = [seededLatency(seed), seededLatency(seed + 1000)];
  world = await openWorld({
    latency: {
      databaseLatency: (call, phase) => (calm ? undefined : database(call, phase)),
      httpLatency: (call, phase) => (calm ? undefined : http(call, phase)),
    },
  });
  const stage = stageOf(world, provider);
  calm = false;
  return stage;
}

test.each(BOTH)(
  '32 callbacks of 32 orders for one article: all DONE, none FAILED, no alert (%s)',
  async (provider) => {
    const count = 32;
    const stage = await open(provider, 1);
    const numbers = Array.from({ length: count }, (_none, index) => index + 1);
    for (const n of numbers) {
      await stage.create({ type: 'goods' }, n);
      stage.tillOf(n).loseNotice();
      stage.pay(n);
    }
    const requests = numbers.map((n) => stage.tillOf(n).paymentNotice(stage.no(n)));
    expect(await Promise.all(requests.map((request) => world.post(request)))).toEqual(numbers.map(() => true));
    for (const n of numbers) expect(world.order(stage.no(n))).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE', attempts: 1 } });
    expect([world.rows('payment_alerts'), world.rows('payment_errors')]).toEqual([[], []]);
    await settleDust(world);
    expect(findFaults(world)).toEqual([]);
  },
  120_000,
);

test.each(BOTH)(
  '64 identical callbacks, outside handler: one run, 64 success answers (%s)',
  async (provider) => {
    const stage = await open(provider, 2);
    await stage.create({ type: 'topup' });
    stage.tillOf().loseNotice();
    stage.pay();
    const request = stage.tillOf().paymentNotice(stage.no());
    const answers = await Promise.all(Array.from({ length: 64 }, () => world.post(request)));
    expect(answers).toEqual(answers.map(() => true));
    await settleDust(world);
    expect([world.supplier.runs().length, findFaults(world)]).toEqual([1, []]);
  },
  120_000,
);

test.each(BOTH)(
  '32 refunds of ten percent at once: exactly ten succeed (%s)',
  async (provider) => {
    const stage = await open(provider, 3);
    await stage.paid();
    const answers = await Promise.all(Array.from({ length: 32 }, (_none, index) => stage.giveBack(500, index + 1)));
    expect(answers.filter(({ code }) => code === 0)).toHaveLength(10);
    // 抢输的不是「钱不够」：只有真的退完了才这样说。
    for (const { code, msg } of answers) if (code !== 0) expect(msg).toMatch(/超过可退金额|已全部退款/);
    await settleDust(world);
    expect([world.order(stage.no())?.['status'], findFaults(world)]).toEqual(['REFUND', []]);
  },
  120_000,
);

test.each([11, 12])(
  'orders × shuffled events: notices, queries, closes, refunds, the timer, in any order (seed %i)',
  async (seed) => {
    const stage = await open('wxpay', seed);
    const random = seededRandom(seed);
    const numbers = Array.from({ length: 10 }, (_none, index) => index + 1);
    const events: (() => Promise<unknown>)[] = [() => world.monitor(), () => world.deliver()];
    for (const n of numbers) {
      await stage.create({ type: n % 3 === 0 ? 'goods' : n % 3 === 1 ? 'recharge' : 'card', provider: BOTH[n % 2] ?? 'wxpay' }, n);
      if (n % 5 !== 0) stage.pay(n);
      const { truth, paymentNotice } = stage.tillOf(n);
      const paid = truth(stage.no(n)).paid > 0;
      events.push(
        () => stage.query(n),
        () => stage.query(n),
        () => stage.closeOrder(n),
        () => world.staff('pay/sys/refund', { out_trade_no: stage.no(n), out_refund_no: stage.refundNo(n) }),
      );
      if (paid) for (const request of [paymentNotice(stage.no(n)), paymentNotice(stage.no(n))]) events.push(() => world.post(request));
    }
    const shuffled = events.map((event) => ({ event, at: random() })).sort((a, b) => a.at - b.at);
    await Promise.all(shuffled.map(({ event }) => event()));
    await settleDust(world);
    expect(findFaults(world)).toEqual([]);
  },
  120_000,
);
