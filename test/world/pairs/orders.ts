/** 订单与退款上同时发生的两件事：每一对在一家渠道上的样子。 */
import { deepStrictEqual as same, ok } from 'node:assert/strict';
import type { Stage } from '../scenario';
import type { Race } from './race';

type Act = () => Promise<unknown>;
export type RaceOf = (provider: Race['provider']) => Race;

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
/** 付了而金额对不上：转人工。 */
const sendToReview = async (s: Stage): Promise<void> => {
  await payUnheard(s);
  await s.post(s.tillOf().wrongAmount(s.no()));
};
const query =
  (s: Stage): Act =>
  () =>
    s.user('pay/kh/queryPayment', { out_trade_no: s.no(), await_notify: true, await_max_time: 5 });

const statusOf = (s: Stage, n = 1): unknown => s.order(s.no(n))?.['status'];
const fulfilOf = (s: Stage): unknown[] => {
  const { status, attempts } = s.order(s.no())?.['fulfil'] as { status: unknown; attempts: unknown };
  return [status, attempts];
};
const refundsOf = (s: Stage): number => s.rows('payment_refunds').filter((row) => row['out_trade_no'] === s.no()).length;
const refunded = (s: Stage): number => s.tillOf().truth(s.no()).refunded;
const oneOf = (allowed: readonly unknown[], got: unknown): void =>
  ok(allowed.includes(got), `是 ${String(got)}，应当是 ${allowed.join(' 或 ')}`);

/** 到账一次，业务办一次，没有一条告警。 */
const settledOnce = (s: Stage): void => {
  same([statusOf(s), ...fulfilOf(s)], ['SUCCESS', 'DONE', 1]);
  const alerts = s.rows('payment_alerts').filter((row) => row['out_trade_no'] === s.no());
  same(alerts, []);
};
const ranOnce = (s: Stage): void => same(s.supplier.runs(`fulfil:${s.no()}`).length, 1);
const isReturned = (s: Stage): void => same([statusOf(s), refunded(s)], ['REFUND', 5000]);

/** 名字 → 这场竞争。 */
export const ORDER_RACES: Readonly<Record<string, RaceOf>> = {
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
    after: ranOnce,
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
    after: ranOnce,
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
    after: ranOnce,
  }),
  'refund ‖ refund, one number': (provider) => ({
    provider,
    prepare: (s) => s.paid(),
    rivals: (s) => [() => s.giveBack(2000), () => s.giveBack(2000)],
    after: (s) => same([refunded(s), refundsOf(s)], [2000, 1]),
  }),
  'refund ‖ refund, each of everything': (provider) => ({
    provider,
    prepare: (s) => s.paid(),
    rivals: (s) => [() => s.giveBack(undefined, 1), () => s.giveBack(undefined, 2)],
    after: (s) => same([refunded(s), refundsOf(s)], [5000, 1]),
  }),
  'refund ‖ refund, each of half': (provider) => ({
    provider,
    prepare: (s) => s.paid(),
    rivals: (s) => [1, 2].map((n) => async () => same((await s.giveBack(2500, n)).code, 0)),
    after: isReturned,
  }),
  'refund ‖ callback': (provider) => ({
    provider,
    prepare: (s) => s.paid(),
    rivals: (s) => [() => s.giveBack(), notice(s)],
    after: isReturned,
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
    after(s) {
      isReturned(s);
      same(s.supplier.runs(`revoke:${s.refundNo()}`).length, 1);
    },
  }),
  'staff settle ‖ callback': (provider) => ({
    provider,
    prepare: sendToReview,
    rivals: (s) => [() => s.resolve('settle'), notice(s)],
    after: (s) => oneOf(['SUCCESS', 'REVIEW'], statusOf(s)),
  }),
  'staff settle ‖ staff refund': (provider) => ({
    provider,
    prepare: sendToReview,
    rivals: (s) => [() => s.resolve('settle'), () => s.resolve('refund')],
    after: (s) => oneOf(['SUCCESS', 'REFUND'], statusOf(s)),
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
    after: (s) => oneOf(['SUCCESS', 'REFUND'], statusOf(s)),
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
    after: (s) => same([statusOf(s, 1), statusOf(s, 2)].sort(), ['REFUND', 'SUCCESS']),
  }),
};

const blurred = async (s: Stage): Promise<void> => {
  await payUnheard(s);
  s.stack.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' }, times: 2 });
};
/** 只有支付宝有撤销。 */
export const CANCEL_RACES: Readonly<Record<string, RaceOf>> = {
  'callback ‖ cancel': () => ({
    provider: 'alipay',
    prepare: blurred,
    rivals: (s) => [notice(s), () => s.cancel()],
    after: (s) => oneOf(['SUCCESS', 'REFUND'], statusOf(s)),
  }),
  'cancel ‖ cancel ‖ timer': () => ({
    provider: 'alipay',
    async prepare(s) {
      await blurred(s);
      s.tick(11_000);
    },
    rivals: (s) => [() => s.cancel(), () => s.cancel(), () => s.monitor()],
    after: (s) => oneOf(['SUCCESS', 'REFUND'], statusOf(s)),
  }),
  'close ‖ cancel': () => ({
    provider: 'alipay',
    async prepare(s) {
      await s.create();
      s.tillOf().payable(s.no());
    },
    rivals: (s) => [() => s.closeOrder(), () => s.cancel()],
    after: (s) => same(statusOf(s), 'CLOSED'),
  }),
};
