/** 虚拟支付：手机付款、推送与查询、报发货、退款、关不了的。 */
import type { Scenario, Stage } from '../scenario';

const MINUTE = 60_000;
const virtual = { providers: ['wxpay-virtual'], options: { virtual: 'safe' } } as const;

async function later(stage: Stage, ms: number): Promise<void> {
  stage.tick(ms);
  await stage.deliver();
  await stage.monitor();
}
/** 付款人付了，推送丢了。 */
async function payUnheard(stage: Stage): Promise<void> {
  await stage.create();
  stage.tillOf().loseNotice();
  stage.pay();
}
async function giveBack(stage: Stage): Promise<void> {
  await stage.giveBack();
}

export const VIRTUAL: readonly Scenario[] = [
  { ...virtual, name: 'virtual, paid and pushed', act: (s) => s.paid(), ends: [['SUCCESS', 'CLOSED']] },
  {
    ...virtual,
    name: 'virtual, no push: the timer asks, then reports the delivery',
    prepare: payUnheard,
    async act(s) {
      await later(s, MINUTE);
      await later(s, 2 * MINUTE);
    },
    ends: [['SUCCESS']],
  },
  {
    ...virtual,
    name: 'virtual, refunded, the push is asked after',
    prepare: (s) => s.paid(),
    async act(s) {
      await giveBack(s);
      await later(s, 6 * MINUTE);
    },
    again: giveBack,
    ends: [['REFUND']],
  },
  {
    ...virtual,
    name: 'virtual, closed here, paid at WeChat all the same',
    prepare: async (s) => void (await s.create()),
    async act(s) {
      await s.closeOrder();
      s.pay();
      await s.deliver();
    },
    ends: [['SUCCESS']],
  },
];
