/** 发货信息：小程序里收的钱，由定时任务录上去。 */
import type { Scenario, Stage } from '../scenario';

const MINUTE = 60_000;

const sold = (stage: Stage): Promise<void> => stage.paid({ type: 'posted', inMiniProgram: true });
async function uploaded(stage: Stage): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    stage.tick(2 * MINUTE);
    await stage.monitor();
  }
}
const shipping = { providers: ['wxpay'], options: { miniProgram: true }, prepare: sold, ends: [['SUCCESS']] } as const;

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
];
