/** 退款：部分、全额、被拒、被关、异常、不明，与收回权益。 */
import { BOTH, type Scenario, type Stage, type Wish } from '../scenario';

/** 微信的退款先受理、后到账；支付宝当场。 */
export async function arrive(stage: Stage): Promise<void> {
  stage.tick(1000);
  await stage.deliver();
}
const bought =
  (wish?: Wish) =>
  (stage: Stage): Promise<void> =>
    stage.paid(wish);
/** 商户余额不足，拒绝一次。 */
function refuseOnce(stage: Stage): void {
  if (stage.provider === 'wxpay') stage.stack.wxpay.faults.add({ operation: 'refund', fault: { kind: 'error', code: 'NOT_ENOUGH' } });
  else stage.stack.alipay.faults.add({ operation: 'refund', fault: { kind: 'error', subCode: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' } });
}
export function loseAnswer(stage: Stage): void {
  const gateway = stage.provider === 'wxpay' ? stage.stack.wxpay : stage.stack.alipay;
  gateway.faults.add({ operation: 'refund', fault: { kind: 'lostAnswer' } });
}

/** 收款卡不能用了：退款到了半路退不进去，等人再退一次。 */
async function stuck(stage: Stage): Promise<void> {
  await stage.paid();
  stage.stack.wxpay.chooseRefund(stage.refundNo(), 'ABNORMAL');
  await stage.giveBack(2000);
  await arrive(stage);
}

export const REFUNDING: readonly Scenario[] = [
  {
    name: 'refund part',
    providers: BOTH,
    prepare: bought(),
    async act(s) {
      await s.giveBack(2000);
      await arrive(s);
    },
    again: async (s) => void (await s.giveBack(2000)),
    ends: [['SUCCESS']],
  },
  {
    name: 'refund in full',
    providers: BOTH,
    prepare: bought(),
    async act(s) {
      await s.giveBack();
      await arrive(s);
    },
    again: async (s) => void (await s.giveBack()),
    ends: [['REFUND']],
  },
  {
    name: 'refund goods in full',
    providers: BOTH,
    prepare: bought({ type: 'goods' }),
    async act(s) {
      await s.giveBack();
      await arrive(s);
    },
    again: async (s) => void (await s.giveBack()),
    ends: [['REFUND']],
  },
  {
    name: 'refund in two parts',
    providers: BOTH,
    prepare: bought(),
    async act(s) {
      await s.giveBack(2000, 1);
      await arrive(s);
      await s.giveBack(3000, 2);
      await arrive(s);
    },
    async again(s) {
      await s.giveBack(2000, 1);
      await arrive(s);
      await s.giveBack(3000, 2);
    },
    ends: [['REFUND']],
  },
  {
    name: 'refund refused, asked again',
    providers: BOTH,
    async prepare(s) {
      await s.paid();
      refuseOnce(s);
    },
    async act(s) {
      await s.giveBack(2000);
      await s.giveBack(2000);
      await arrive(s);
    },
    again: async (s) => void (await s.giveBack(2000)),
    ends: [['SUCCESS']],
  },
  {
    name: 'refund with the answer lost, timer',
    providers: BOTH,
    async prepare(s) {
      await s.paid();
      loseAnswer(s);
    },
    async act(s) {
      await s.giveBack();
      s.tick(61_000);
      await s.monitor();
      await arrive(s);
    },
    again: async (s) => void (await s.giveBack()),
    ends: [['REFUND']],
  },
  {
    name: 'refund, notice lost, staff asks',
    providers: ['wxpay'],
    prepare: bought(),
    async act(s) {
      s.tillOf().loseNotice();
      await s.giveBack();
      await arrive(s);
      await s.staff('pay/sys/queryRefund', { out_refund_no: s.refundNo() });
    },
    again: async (s) => void (await s.giveBack()),
    ends: [['REFUND']],
  },
  {
    name: 'refund abnormal',
    providers: ['wxpay'],
    async prepare(s) {
      await s.paid();
      s.stack.wxpay.chooseRefund(s.refundNo(), 'ABNORMAL');
    },
    async act(s) {
      await s.giveBack(2000);
      await arrive(s);
    },
    again: async (s) => void (await s.giveBack(2000)),
    horizonMs: 3_600_000,
    ends: [['SUCCESS']],
  },
  ...(['to_card', 'to_merchant'] as const).map((act): Scenario => {
    const card = act === 'to_card' ? { card: { bank: 'CMB', bank_account: '6225880137000007', real_name: '张三丰' } } : {};
    const resolve = (s: Stage): Promise<unknown> =>
      s.staff('pay/sys/resolveReview', { out_refund_no: s.refundNo(), act, reason: '付款人换了卡', ...card });
    return {
      name: `refund abnormal, staff ${act.replace('_', ' ')}`,
      providers: ['wxpay'],
      prepare: stuck,
      async act(s) {
        await resolve(s);
        await arrive(s);
      },
      again: async (s) => void (await resolve(s)),
      horizonMs: 3_600_000,
      ends: [['SUCCESS']],
    };
  }),
  {
    name: 'refund closed by the gateway, a new number follows',
    providers: ['wxpay'],
    async prepare(s) {
      await s.paid();
      s.stack.wxpay.chooseRefund(s.refundNo(1), 'CLOSED');
    },
    async act(s) {
      await s.giveBack(undefined, 1);
      await arrive(s);
      await s.giveBack(undefined, 2);
      await arrive(s);
    },
    async again(s) {
      await s.giveBack(undefined, 1);
      await arrive(s);
      await s.giveBack(undefined, 2);
    },
    ends: [['REFUND']],
  },
  {
    name: 'refund before the handler is done',
    providers: BOTH,
    async prepare(s) {
      s.supplier.refuse(1);
      await s.paid({ type: 'card' });
    },
    async act(s) {
      await s.giveBack();
      await arrive(s);
      s.tick(61_000);
      await s.monitor();
    },
    again: async (s) => void (await s.giveBack()),
    ends: [['REFUND']],
  },
  {
    name: 'refund with an outside revoke',
    providers: BOTH,
    prepare: bought({ type: 'card' }),
    async act(s) {
      await s.giveBack();
      await arrive(s);
    },
    again: async (s) => void (await s.giveBack()),
    ends: [['REFUND']],
  },
  {
    name: 'refund with an outside revoke that refuses, timer',
    providers: ['wxpay'],
    prepare: bought({ type: 'card' }),
    async act(s) {
      s.supplier.refuse(1);
      await s.giveBack();
      await arrive(s);
      s.tick(11_000);
      await s.monitor();
    },
    again: async (s) => void (await s.giveBack()),
    ends: [['REFUND']],
  },
];
