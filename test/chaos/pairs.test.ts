// 不变量 I1–I4、I9（docs/invariants.md §5 D）：任意两条路同时走到一张单上，读与写之间插进等待，结局与先后走的一样。
import { BOTH, type Stage } from '../world/scenario';
import { closeGround } from '../world/world';
import { runMeeting, runSeeded, runStale, type Race } from './race';

afterAll(closeGround);

/** 几种交错；CI 里另用更多的种子再走一遍（VK_PAY_SEEDS）。 */
const SEEDS = Array.from({ length: Number(process.env['VK_PAY_SEEDS'] ?? 3) }, (_none, index) => index + 1);
type Act = () => Promise<unknown>;

const notice = (s: Stage, n = 1): Act => {
  const request = s.tillOf(n).paymentNotice(s.no(n));
  return () => s.post(request);
};
/** 付款人付了，网关的通知先压住，由测试来送。 */
const payUnheard = async (s: Stage, type: 'recharge' | 'goods' | 'card' | 'topup' = 'recharge'): Promise<void> => {
  await s.create({ type });
  s.tillOf().loseNotice();
  s.pay();
  s.tick(3000);
};
const query =
  (s: Stage): Act =>
  () =>
    s.user('pay/kh/queryPayment', { out_trade_no: s.no(), await_notify: true, await_max_time: 5 });
const statusOf = (s: Stage, n = 1): unknown => s.order(s.no(n))?.['status'];
const settledOnce = (s: Stage): void => {
  expect(s.order(s.no())).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE', attempts: 1 } });
  expect(s.rows('payment_alerts')).toEqual([]);
};

/** 名字 → 这场竞争在一家渠道上的样子。 */
const RACES: Readonly<Record<string, (provider: Race['provider']) => Race>> = {
  'callback ‖ callback': (provider) => ({
    provider,
    prepare: (s) => payUnheard(s),
    rivals: (s) => [notice(s), notice(s)],
    at: settledOnce,
  }),
  'callback ‖ callback, outside handler': (provider) => ({
    provider,
    prepare: (s) => payUnheard(s, 'topup'),
    rivals: (s) => [notice(s), notice(s), notice(s)],
    at: settledOnce,
    after: (s) => expect(s.supplier.runs()).toHaveLength(1),
  }),
  'callback ‖ query': (provider) => ({
    provider,
    prepare: (s) => payUnheard(s),
    rivals: (s) => [notice(s), query(s)],
    at: settledOnce,
  }),
  'callback ‖ query, outside handler': (provider) => ({
    provider,
    prepare: (s) => payUnheard(s, 'card'),
    rivals: (s) => [notice(s), query(s)],
    at: settledOnce,
    after: (s) => expect(s.supplier.runs()).toHaveLength(1),
  }),
  'callback ‖ close': (provider) => ({
    provider,
    prepare: (s) => payUnheard(s),
    rivals: (s) => [notice(s), () => s.closeOrder()],
    at: settledOnce,
  }),
  'callback ‖ timer': (provider) => ({
    provider,
    async prepare(s) {
      await payUnheard(s);
      s.tick(11_000);
    },
    rivals: (s) => [notice(s), () => s.monitor()],
    at: settledOnce,
  }),
  'timer ‖ timer, outside handler': (provider) => ({
    provider,
    async prepare(s) {
      await payUnheard(s, 'card');
      s.tick(11_000);
    },
    rivals: (s) => [() => s.monitor(), () => s.monitor()],
    at: settledOnce,
    after: (s) => expect(s.supplier.runs()).toHaveLength(1),
  }),
  'refund ‖ refund, one number': (provider) => ({
    provider,
    prepare: (s) => s.paid(),
    rivals: (s) => [() => s.giveBack(2000), () => s.giveBack(2000)],
    after: (s) => expect([s.tillOf().truth(s.no()).refunded, s.rows('payment_refunds').length]).toEqual([2000, 1]),
  }),
  'refund ‖ refund, each of everything': (provider) => ({
    provider,
    prepare: (s) => s.paid(),
    rivals: (s) => [() => s.giveBack(undefined, 1), () => s.giveBack(undefined, 2)],
    after: (s) => expect([s.tillOf().truth(s.no()).refunded, s.rows('payment_refunds').length]).toEqual([5000, 1]),
  }),
  'refund ‖ refund, each of half': (provider) => ({
    provider,
    prepare: (s) => s.paid(),
    rivals: (s) =>
      [1, 2].map((n) => async () => {
        expect(await s.giveBack(2500, n)).toMatchObject({ code: 0 });
      }),
    after: (s) => expect([statusOf(s), s.tillOf().truth(s.no()).refunded]).toEqual(['REFUND', 5000]),
  }),
  'refund ‖ callback': (provider) => ({
    provider,
    prepare: (s) => s.paid(),
    rivals: (s) => [() => s.giveBack(), notice(s)],
    after: (s) => expect([statusOf(s), s.tillOf().truth(s.no()).refunded]).toEqual(['REFUND', 5000]),
  }),
  'refund ‖ the handler still at work': (provider) => ({
    provider,
    prepare: (s) => payUnheard(s, 'card'),
    rivals: (s) => [notice(s), () => s.giveBack()],
  }),
  'refund answer ‖ refund query ‖ timer': (provider) => ({
    provider,
    async prepare(s) {
      await s.paid({ type: 'card' });
      await s.giveBack();
      s.tick(61_000);
    },
    rivals: (s) => [() => s.deliver(), () => s.staff('pay/sys/queryRefund', { out_refund_no: s.refundNo() }), () => s.monitor()],
    after: (s) => {
      expect([statusOf(s), s.tillOf().truth(s.no()).refunded]).toEqual(['REFUND', 5000]);
      expect(s.supplier.runs(`revoke:${s.refundNo()}`)).toHaveLength(1);
    },
  }),
  'staff settle ‖ callback': (provider) => ({
    provider,
    async prepare(s) {
      await payUnheard(s);
      await s.post(s.tillOf().wrongAmount(s.no()));
    },
    rivals: (s) => [() => s.resolve('settle'), notice(s)],
    after: (s) => expect(['SUCCESS', 'REVIEW']).toContain(statusOf(s)),
  }),
  'staff settle ‖ staff refund': (provider) => ({
    provider,
    async prepare(s) {
      await payUnheard(s);
      await s.post(s.tillOf().wrongAmount(s.no()));
    },
    rivals: (s) => [() => s.resolve('settle'), () => s.resolve('refund')],
    after: (s) => expect(['SUCCESS', 'REFUND']).toContain(statusOf(s)),
  }),
  'staff fulfil ‖ staff refund of a held late payment': (provider) => ({
    provider,
    options: { settings: { latePayment: 'review' } },
    async prepare(s) {
      await s.create();
      if (provider === 'wxpay') s.stack.wxpay.faults.add({ operation: 'query', fault: { kind: 'error', code: 'ORDER_NOT_EXIST' } });
      await s.closeOrder();
      s.pay();
      await s.deliver();
    },
    rivals: (s) => [() => s.resolve('fulfil'), () => s.resolve('refund')],
    after: (s) => expect(['SUCCESS', 'REFUND']).toContain(statusOf(s)),
  }),
  'two payments of one cart at once': () => ({
    provider: 'wxpay',
    async prepare(s) {
      await s.create({ type: 'cart', provider: 'wxpay' }, 1);
      await s.create({ type: 'cart', provider: 'alipay' }, 2);
      for (const n of [1, 2]) {
        s.tillOf(n).loseNotice();
        s.pay(n);
      }
    },
    rivals: (s) => [notice(s, 1), notice(s, 2)],
    after: (s) => expect([statusOf(s, 1), statusOf(s, 2)].sort()).toEqual(['REFUND', 'SUCCESS']),
  }),
};

/** 只有支付宝有撤销。 */
const blurred = async (s: Stage): Promise<void> => {
  await payUnheard(s);
  s.stack.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' }, times: 2 });
};
const CANCEL_RACES: Readonly<Record<string, Race>> = {
  'callback ‖ cancel': {
    provider: 'alipay',
    prepare: blurred,
    rivals: (s) => [notice(s), () => s.cancel()],
    after: (s) => expect(['SUCCESS', 'REFUND']).toContain(statusOf(s)),
  },
  'cancel ‖ cancel ‖ timer': {
    provider: 'alipay',
    async prepare(s) {
      await blurred(s);
      s.tick(11_000);
    },
    rivals: (s) => [() => s.cancel(), () => s.cancel(), () => s.monitor()],
    after: (s) => expect(['SUCCESS', 'REFUND']).toContain(statusOf(s)),
  },
  'close ‖ cancel': {
    provider: 'alipay',
    async prepare(s) {
      await s.create();
      s.tillOf().payable(s.no());
    },
    rivals: (s) => [() => s.closeOrder(), () => s.cancel()],
    after: (s) => expect(statusOf(s)).toBe('CLOSED'),
  },
};

describe.each(Object.entries(RACES))('%s', (_name, raceOf) => {
  test.each(BOTH.flatMap((provider) => SEEDS.map((seed) => [provider, seed] as const)))('%s, seed %i', (provider, seed) =>
    runSeeded(raceOf(provider), seed),
  );
});
describe.each(Object.entries(CANCEL_RACES))('%s', (_name, race) => {
  test.each(SEEDS)('seed %i', (seed) => runSeeded(race, seed));
});

describe('everybody has read before anybody writes', () => {
  const worst = (name: string, provider: Race['provider'], count = 2): Promise<void> =>
    runMeeting((RACES[name] as (typeof RACES)[string])(provider), count);
  test.each(BOTH)('callback ‖ callback, %s', (provider) => worst('callback ‖ callback', provider));
  test.each(BOTH)('callback ‖ callback, outside handler, %s', (provider) => worst('callback ‖ callback, outside handler', provider, 3));
  test.each(BOTH)('refund ‖ refund, each of everything, %s', (provider) => worst('refund ‖ refund, each of everything', provider));
  test.each(BOTH)('refund ‖ refund, each of half, %s', (provider) => worst('refund ‖ refund, each of half', provider));
  test.each(BOTH)('refund ‖ callback, %s', (provider) => worst('refund ‖ callback', provider));
});

/** 每一次读都要让一回，一场比赛要重来几十次 */
const STALE_MS = 180_000;
describe('one has read, the others do everything, then it goes on', () => {
  test.each(Object.entries(RACES).flatMap(([name, raceOf]) => BOTH.map((provider) => [name, provider, raceOf] as const)))(
    '%s, %s',
    (_name, provider, raceOf) => runStale(raceOf(provider)),
    STALE_MS,
  );
  test.each(Object.entries(CANCEL_RACES))('%s', (_name, race) => runStale(race), STALE_MS);
});
