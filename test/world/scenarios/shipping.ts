/** 发货信息：小程序里收的钱，由定时任务录上去；放款由推送说起，问过才记。 */
import type { Scenario, Stage } from '../scenario';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const sold = (stage: Stage): Promise<void> => stage.paid({ type: 'posted', inMiniProgram: true });
async function uploaded(stage: Stage): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    stage.tick(2 * MINUTE);
    await stage.monitor();
  }
}
const shipping = { providers: ['wxpay'], options: { miniProgram: true }, prepare: sold, ends: [['SUCCESS']] } as const;

/** 录好了，付款人确认了收货：过一会儿放款，那时有推送。 */
async function received(stage: Stage): Promise<void> {
  await sold(stage);
  await uploaded(stage);
  await stage.deliver();
  stage.stack.wxpay.confirmReceipt(stage.no());
  stage.tick(HOUR + MINUTE);
}
/** 推送的地址在小程序的后台存好了。切断时平台可能替函数答了 200，推送就没有第二次：那时等定时任务几天以后去看。 */
const settling = {
  ...shipping,
  options: { miniProgram: true, virtual: 'safe' },
  prepare: received,
  shippingEnds: ['SETTLED', 'SHIPPED'],
} as const;

export const SHIPPING: readonly Scenario[] = [
  { ...shipping, name: 'shipping, uploaded by the timer', act: uploaded },
  {
    ...shipping,
    name: 'shipping, the answer lost',
    async act(s) {
      s.stack.wxpay.faults.add({ operation: 'shipUpload', fault: { kind: 'lostAnswer' } });
      await uploaded(s);
    },
  },
  { ...settling, name: 'shipping, the settlement is pushed', act: (s) => s.deliver() },
  {
    ...settling,
    name: 'shipping, the settlement is pushed, WeChat cannot be asked at first',
    async act(s) {
      s.stack.wxpay.faults.add({ operation: 'shipQuery', fault: { kind: 'lostAnswer' } });
      await s.deliver();
      s.tick(10_000);
      await s.deliver();
    },
  },
];
