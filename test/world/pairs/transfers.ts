/** 转账上同时发生的两件事。通知与撤销只有微信有。 */
import { deepStrictEqual as same, ok } from 'node:assert/strict';
import type { Stage } from '../scenario';
import { TRANSFER_LIMITS, TRANSFER_SETTINGS } from '../transferring';
import type { RaceOf } from './orders';

const options = { settings: TRANSFER_SETTINGS };
const FEE = 1000;
const LARGE = TRANSFER_LIMITS.approvalFee + 1;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** 网关已经有了这一笔（请求的答复多半还在路上）：银行当场付成，通知随即到。 */
const paidAndTold = (s: Stage) => async (): Promise<unknown> => {
  const no = s.transferNo();
  for (let left = 100_000; s.till('wxpay').transfer(no) === undefined && left > 0; left -= 1) await turn();
  s.stack.wxpay.finishTransfer(no, 'SUCCESS');
  return s.post(s.stack.wxpay.buildNotification('transfer', { outBillNo: no }));
};
const stateOf = (s: Stage): unknown => s.tillOf().transfer(s.transferNo())?.state;
const statusOf = (s: Stage): unknown => s.transfer()?.['status'];
const isPaid = (s: Stage): void => same([statusOf(s), stateOf(s)], ['SUCCESS', 'SUCCESS']);
const agrees = (s: Stage): void => same(statusOf(s), stateOf(s));
const countOf = (s: Stage): number =>
  s
    .tillOf()
    .transfers()
    .filter(({ no }) => [s.transferNo(1), s.transferNo(2)].includes(no)).length;

/** 通知（微信）与别的事。 */
export const NOTICED_TRANSFER_RACES: Readonly<Record<string, RaceOf>> = {
  'transfer ‖ callback': (provider) => ({
    provider,
    options,
    rivals: (s) => [() => s.sendMoney(FEE), paidAndTold(s)],
    after: isPaid,
  }),
  'transfer callback ‖ transfer callback': (provider) => ({
    provider,
    options,
    prepare: async (s) => void (await s.sendMoney(FEE)),
    rivals: (s) => [paidAndTold(s), paidAndTold(s)],
    at: isPaid,
  }),
  'transfer callback ‖ transfer query ‖ timer': (provider) => ({
    provider,
    options,
    async prepare(s) {
      await s.sendMoney(FEE);
      s.tick(61_000);
    },
    rivals: (s) => [paidAndTold(s), () => s.onTransfer('queryTransfer'), () => s.monitor()],
    after: isPaid,
  }),
  'transfer callback ‖ cancel transfer': (provider) => ({
    provider,
    options,
    prepare: async (s) => void (await s.sendMoney(FEE)),
    rivals: (s) => [
      paidAndTold(s),
      async () => {
        await s.onTransfer('cancelTransfer');
        s.tick(3000);
      },
    ],
    after: agrees,
  }),
  'transfer ‖ cancel transfer': (provider) => ({
    provider,
    options,
    rivals: (s) => [() => s.sendMoney(FEE), () => s.onTransfer('cancelTransfer')],
  }),
};

export const TRANSFER_RACES: Readonly<Record<string, RaceOf>> = {
  'transfer ‖ transfer, one number': (provider) => ({
    provider,
    options,
    rivals: (s) => [() => s.sendMoney(FEE), () => s.sendMoney(FEE)],
    at: (s) => same(countOf(s), 1),
  }),
  'transfer ‖ transfer, the limit of a person': (provider) => ({
    provider,
    options,
    async prepare(s) {
      // 每一回是新的一天，不然第一回就把这个人的额度用完了。
      s.tick(24 * 3_600_000);
      await s.signIn();
    },
    rivals: (s) => [1, 2].map((n) => () => s.sendMoney(250_000, { n })),
    at: (s) => same(countOf(s), 1),
  }),
  'approve ‖ approve': (provider) => ({
    provider,
    options,
    async prepare(s) {
      s.tick(24 * 3_600_000);
      await s.signIn();
      await s.sendMoney(LARGE, { by: 'deputy' });
    },
    rivals: (s) => [1, 2].map(() => () => s.onTransfer('answerTransfer', 1, { act: 'approve' })),
    at: (s) => same(countOf(s), 1),
  }),
  'approve ‖ decline': (provider) => ({
    provider,
    options,
    async prepare(s) {
      s.tick(24 * 3_600_000);
      await s.signIn();
      await s.sendMoney(LARGE, { by: 'deputy' });
    },
    rivals: (s) => (['approve', 'decline'] as const).map((act) => () => s.onTransfer('answerTransfer', 1, { act })),
    at: (s) => ok((statusOf(s) === 'CANCELLED') === (countOf(s) === 0), `${String(statusOf(s))}，网关有 ${countOf(s)} 笔`),
  }),
};
