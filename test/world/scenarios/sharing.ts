/** 分账：分、要回来再退、解冻，答复丢了、被拒绝之后同号再来，接收方加到一半。 */
import { BOTH, type Scenario, type Stage } from '../scenario';
import { SHARED_TOTAL } from '../sharing';
import { TRANSFER_SETTINGS } from '../transferring';

const FEE = 1000;
const MINUTE = 60_000;
const options = { settings: TRANSFER_SETTINGS };

async function ready(stage: Stage): Promise<void> {
  await stage.addReceivers();
  await stage.paid({ type: 'shared' });
  stage.tick(MINUTE + 1000);
}
/** 过几秒网关做完，定时任务问到。 */
async function asked(stage: Stage): Promise<void> {
  stage.tick(MINUTE + 1000);
  await stage.monitor();
}
const share = (stage: Stage): Promise<unknown> => stage.shareMoney(FEE);
const OPERATION: Readonly<Record<string, string>> = { wxpay: 'share', alipay: 'settle' };
const fault = (stage: Stage, kind: object): void =>
  stage.stack[stage.provider].faults.add({ operation: OPERATION[stage.provider] as never, fault: kind as never });
const shared = { providers: BOTH, options, ends: [['SUCCESS']], sharingEnds: ['SUCCESS'] } as const;

export const SHARING: readonly Scenario[] = [
  {
    ...shared,
    name: 'share, receivers added',
    prepare: async (s) => {
      await s.paid({ type: 'shared' });
      s.tick(MINUTE + 1000);
    },
    async act(s) {
      await s.addReceivers();
      await share(s);
      await asked(s);
    },
    async again(s) {
      await s.addReceivers();
      await share(s);
      await asked(s);
    },
  },
  {
    ...shared,
    name: 'share, the answer lost',
    prepare: ready,
    async act(s) {
      fault(s, { kind: 'lostAnswer' });
      await share(s);
      await asked(s);
      await asked(s);
    },
    again: async (s) => void (await share(s)),
  },
  {
    ...shared,
    name: 'share, refused, asked again',
    prepare: ready,
    async act(s) {
      fault(
        s,
        s.provider === 'wxpay' ? { kind: 'error', code: 'INVALID_REQUEST' } : { kind: 'error', subCode: 'ACQ.ROYALTY_RECEIVER_INVALID' },
      );
      await share(s);
    },
    again: async (s) => void (await share(s)),
  },
  {
    ...shared,
    name: 'share, taken back, then refunded',
    ends: [['REFUND']],
    async prepare(s) {
      await ready(s);
      await s.shareMoney(FEE, { only: 'store' });
      await asked(s);
    },
    async act(s) {
      await s.takeBack();
      await asked(s);
      await s.giveBack(SHARED_TOTAL);
    },
    async again(s) {
      await s.takeBack();
      await asked(s);
      await s.giveBack(SHARED_TOTAL);
    },
  },
  {
    ...shared,
    name: 'share, the rest released',
    async prepare(s) {
      await ready(s);
      await share(s);
      await asked(s);
    },
    async act(s) {
      await s.release();
      await asked(s);
    },
    again: async (s) => void (await s.release()),
  },
];
