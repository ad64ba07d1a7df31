/** 撤销、人工复核的三个出口、留给人的迟到付款、多付的一张。 */
import { BOTH, type Scenario, type Stage } from '../scenario';

const HOUR = 3_600_000;

const FINISHED = 'ACQ.TRADE_HAS_FINISHED';
/** 支付宝的查询答一个没见过的状态：付没付说不清。 */
const blur = (stage: Stage, times = 1): void =>
  stage.stack.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' }, times });

async function scanned(stage: Stage): Promise<void> {
  await stage.create();
  stage.tillOf().payable(stage.no());
}
/** 通知签名真实、金额不符：转人工。钱是真的付了。 */
async function inReview(stage: Stage): Promise<void> {
  await stage.create();
  stage.tillOf().loseNotice();
  stage.pay();
  await stage.post(stage.tillOf().wrongAmount(stage.no()));
}
/** 25 小时问不到网关：转人工。没有人付过。 */
async function unresolved(stage: Stage): Promise<void> {
  await stage.create();
  stage.tillOf().payable(stage.no());
  const gateway = stage.provider === 'wxpay' ? stage.stack.wxpay : stage.stack.alipay;
  gateway.faults.add({ operation: '*', fault: { kind: 'lostRequest' }, times: Infinity });
  stage.tick(26 * HOUR);
  await stage.monitor();
  gateway.faults.clear();
}
/** 关闭之后才到账，设置为留给人。 */
async function heldLate(stage: Stage): Promise<void> {
  await stage.create();
  if (stage.provider === 'wxpay') stage.stack.wxpay.faults.add({ operation: 'query', fault: { kind: 'error', code: 'ORDER_NOT_EXIST' } });
  await stage.closeOrder();
  stage.pay();
  await stage.deliver();
}
/** 同一个购物车两张单，两家各付一张。 */
async function twoCarts(stage: Stage): Promise<void> {
  await stage.create({ type: 'cart', provider: 'wxpay' }, 1);
  await stage.create({ type: 'cart', provider: 'alipay' }, 2);
}
async function heldSurplus(stage: Stage): Promise<void> {
  await twoCarts(stage);
  for (const n of [1, 2]) {
    stage.pay(n);
    await stage.deliver();
  }
}
const twice = (first: Scenario['act']): Pick<Scenario, 'act' | 'again'> => ({ act: first, again: first });

export const REVIEWING: readonly Scenario[] = [
  { name: 'cancel, unpaid', providers: ['alipay'], prepare: scanned, ...twice(async (s) => void (await s.cancel())), ends: [['CLOSED']] },
  {
    name: 'cancel, paid but the query cannot tell',
    providers: ['alipay'],
    async prepare(s) {
      await scanned(s);
      s.pay();
    },
    async act(s) {
      blur(s, 2);
      await s.cancel();
      await s.deliver();
    },
    again: async (s) => void (await s.cancel()),
    // 切在意图落盘之前的，通知到了就照常到账。
    ends: [['REFUND', 'SUCCESS']],
  },
  {
    name: 'cancel, paid, the answer lost, the notice comes',
    providers: ['alipay'],
    async prepare(s) {
      await scanned(s);
      s.pay();
      s.stack.alipay.faults.add({ operation: 'cancel', fault: { kind: 'lostAnswer' } });
    },
    async act(s) {
      blur(s, 2);
      await s.cancel();
      await s.deliver();
      s.tick(40_000);
      await s.monitor();
    },
    again: async (s) => void (await s.cancel()),
    ends: [['REFUND', 'SUCCESS']],
  },
  {
    name: 'cancel, refused by the gateway',
    providers: ['alipay'],
    async prepare(s) {
      await scanned(s);
      s.pay();
      s.stack.alipay.faults.add({ operation: 'cancel', fault: { kind: 'error', subCode: FINISHED } });
    },
    async act(s) {
      blur(s, 1);
      await s.cancel();
      await s.deliver();
      s.tick(1000);
      await s.monitor();
    },
    ends: [['SUCCESS', 'REFUND']],
  },
  {
    name: 'cancel, in review',
    providers: ['alipay'],
    prepare: inReview,
    ...twice(async (s) => void (await s.cancel())),
    ends: [['REFUND']],
  },
  ...(['settle', 'refund'] as const).map((act): Scenario => ({
    name: `staff ${act} from review`,
    providers: BOTH,
    prepare: inReview,
    async act(s) {
      await s.resolve(act);
      s.tick(1000);
      await s.deliver();
    },
    again: async (s) => void (await s.resolve(act)),
    ends: [[act === 'settle' ? 'SUCCESS' : 'REFUND']],
  })),
  {
    name: 'staff close from review',
    providers: BOTH,
    prepare: unresolved,
    ...twice(async (s) => void (await s.resolve('close'))),
    ends: [['CLOSED']],
  },
  ...(['fulfil', 'refund'] as const).map((act): Scenario => ({
    name: `staff ${act} of a held late payment`,
    providers: BOTH,
    options: { settings: { latePayment: 'review' } },
    prepare: heldLate,
    async act(s) {
      await s.resolve(act);
      s.tick(1000);
      await s.deliver();
    },
    again: async (s) => void (await s.resolve(act)),
    ends: [[act === 'fulfil' ? 'SUCCESS' : 'REFUND']],
  })),
  {
    name: 'a late payment goes back by policy',
    providers: BOTH,
    options: { settings: { latePayment: 'refund' } },
    prepare: heldLate,
    async act(s) {
      await s.monitor();
      s.tick(1000);
      await s.deliver();
    },
    ends: [['REFUND']],
  },
  {
    name: 'one cart paid twice, the surplus goes back',
    providers: ['wxpay'],
    prepare: twoCarts,
    async act(s) {
      s.pay(1);
      await s.deliver();
      s.pay(2);
      await s.deliver();
      await s.monitor();
    },
    // 切断了第一张的通知，先记到账的就是第二张，退的便是第一张。
    ends: [
      ['SUCCESS', 'REFUND'],
      ['REFUND', 'SUCCESS'],
    ],
  },
  ...(['fulfil', 'refund'] as const).map((act): Scenario => ({
    name: `staff ${act} of a held surplus`,
    providers: ['wxpay'],
    options: { settings: { surplusPayment: 'review' } },
    prepare: heldSurplus,
    async act(s) {
      await s.resolve(act, 2);
      s.tick(1000);
      await s.deliver();
    },
    again: async (s) => void (await s.resolve(act, 2)),
    ends: [['SUCCESS'], [act === 'fulfil' ? 'SUCCESS' : 'REFUND']],
  })),
];
