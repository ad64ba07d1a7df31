/** 下单、付款、到账、办业务、关单。 */
import { BOTH, type Scenario, type Stage } from '../scenario';

const MINUTE = 60_000;

/** 付款人付了，通知丢了。 */
export function payUnheard(stage: Stage): void {
  stage.tillOf().loseNotice();
  stage.pay();
}
/** 查一次；没问过网关的要等上两秒才会去问。 */
export async function comeBack(stage: Stage): Promise<void> {
  stage.tick(3000);
  await stage.user('pay/kh/queryPayment', { out_trade_no: stage.no(), await_notify: true, await_max_time: 1 });
}
/** 网关暂时说没有这张单：本地据此关闭，而付款人面前的码还能付。 */
async function closedTooEarly(stage: Stage): Promise<void> {
  await stage.create();
  if (stage.provider === 'wxpay') stage.stack.wxpay.faults.add({ operation: 'query', fault: { kind: 'error', code: 'ORDER_NOT_EXIST' } });
  await stage.closeOrder();
}

/** 员工扫付款人的付款码。 */
const chargeByCode = (stage: Stage, mode: 'pay' | 'password'): Promise<unknown> =>
  stage.staff('pay/sys/chargeByCode', {
    auth_code: (stage.provider === 'wxpay' ? stage.stack.wxpay : stage.stack.alipay).showCode(mode),
    out_trade_no: stage.no(),
    type: 'recharge',
    total_fee: 5000,
    user_id: 'demo-user',
  });
const lookAtCharge = (stage: Stage): Promise<unknown> => stage.staff('pay/sys/counterPayment', { out_trade_no: stage.no() });

/** 不要钱的：下单就是全部，切断之后由定时任务接着办。 */
const taken = (type: 'trial' | 'gift'): Pick<Scenario, 'act' | 'again' | 'ends'> => ({
  act: async (s) => void (await s.create({ type })),
  again: async (s) => void (await s.create({ type })),
  ends: [['SUCCESS']],
});

export const PAYING: readonly Scenario[] = [
  { name: 'free, in one transaction', providers: BOTH, ...taken('trial') },
  { name: 'free, with an outside effect', providers: BOTH, ...taken('gift') },
  {
    name: 'counter: charge by code',
    providers: BOTH,
    act: async (s) => void (await chargeByCode(s, 'pay')),
    ends: [['SUCCESS', 'CLOSED', 'REFUND']],
  },
  {
    name: 'counter: password entered, looked at',
    providers: BOTH,
    prepare: async (s) => void (await chargeByCode(s, 'password')),
    async act(s) {
      s.tick(20_000);
      s.pay();
      await lookAtCharge(s);
    },
    ends: [['SUCCESS', 'REFUND']],
  },
  {
    name: 'counter: nobody enters the password',
    providers: BOTH,
    prepare: async (s) => void (await chargeByCode(s, 'password')),
    async act(s) {
      s.tick(61_000);
      await lookAtCharge(s);
    },
    ends: [['CLOSED']],
  },
  { name: 'create', providers: BOTH, act: async (s) => void (await s.create()), ends: [['CLOSED']] },
  {
    name: 'create, and pay whatever the answer was',
    providers: BOTH,
    async act(s) {
      await s.create();
      s.pay();
      await s.deliver();
    },
    ends: [['SUCCESS', 'CLOSED']],
  },
  {
    name: 'create again with the same number',
    providers: BOTH,
    prepare: async (s) => void (await s.create()),
    async act(s) {
      await s.create();
      s.pay();
      await s.deliver();
    },
    ends: [['SUCCESS']],
  },
  {
    name: 'pay, notice',
    providers: BOTH,
    prepare: async (s) => void (await s.create()),
    async act(s) {
      s.pay();
      await s.deliver();
      await s.query();
    },
    ends: [['SUCCESS']],
  },
  {
    name: 'pay, notice, goods',
    providers: BOTH,
    prepare: async (s) => void (await s.create({ type: 'goods' })),
    async act(s) {
      s.pay();
      await s.deliver();
    },
    ends: [['SUCCESS']],
  },
  {
    name: 'pay, notice lost, query',
    providers: BOTH,
    prepare: async (s) => void (await s.create()),
    async act(s) {
      payUnheard(s);
      await comeBack(s);
      await s.query();
    },
    ends: [['SUCCESS']],
  },
  {
    name: 'pay, notice lost, timer',
    providers: BOTH,
    prepare: async (s) => void (await s.create()),
    async act(s) {
      payUnheard(s);
      s.tick(11_000);
      await s.monitor();
    },
    ends: [['SUCCESS']],
  },
  {
    name: 'nobody pays, timer closes',
    providers: BOTH,
    prepare: async (s) => void (await s.create()),
    async act(s) {
      s.tick(31 * MINUTE);
      await s.monitor();
    },
    ends: [['CLOSED']],
  },
  {
    name: 'close',
    providers: BOTH,
    async prepare(s) {
      await s.create();
      s.tillOf().payable(s.no());
    },
    act: async (s) => void (await s.closeOrder()),
    again: async (s) => void (await s.closeOrder()),
    ends: [['CLOSED']],
  },
  {
    name: 'close, while the payer pays',
    providers: BOTH,
    prepare: async (s) => void (await s.create()),
    async act(s) {
      s.pay();
      await s.closeOrder();
      await s.deliver();
    },
    ends: [['SUCCESS']],
  },
  {
    name: 'paid after the close',
    providers: BOTH,
    prepare: closedTooEarly,
    async act(s) {
      s.pay();
      await s.deliver();
      await s.query();
    },
    ends: [['SUCCESS']],
  },
  {
    name: 'close, and paid after it, notice lost',
    // 微信关掉的码付不了，关错的只有通知能救；支付宝没扫的码关不掉，过期之后还会再看一眼。
    providers: ['alipay'],
    prepare: async (s) => void (await s.create()),
    async act(s) {
      await s.closeOrder();
      payUnheard(s);
      s.tick(32 * MINUTE);
      await s.monitor();
    },
    ends: [['SUCCESS']],
  },
  ...(['card', 'topup'] as const).map((type): Scenario => ({
    name: `outside handler (${type}), notice`,
    providers: BOTH,
    prepare: async (s) => void (await s.create({ type })),
    async act(s) {
      s.pay();
      await s.deliver();
      await s.query();
    },
    ends: [['SUCCESS']],
  })),
  {
    name: 'outside handler (topup), notice lost, query',
    providers: ['wxpay'],
    prepare: async (s) => void (await s.create({ type: 'topup' })),
    async act(s) {
      payUnheard(s);
      await comeBack(s);
    },
    ends: [['SUCCESS']],
  },
  {
    name: 'outside handler (topup) refuses, timer tries again',
    providers: ['wxpay'],
    prepare: async (s) => void (await s.create({ type: 'topup' })),
    async act(s) {
      s.supplier.refuse(1);
      s.pay();
      await s.deliver();
      s.tick(11_000);
      await s.monitor();
    },
    ends: [['SUCCESS']],
  },
];
