/** 收款授权：请人答应、答应、凭它转账、答复丢了、没有通知、两边各自关掉。 */
import type { Scenario, Stage } from '../scenario';
import { TRANSFER_LIMITS, TRANSFER_SETTINGS } from '../transferring';

const FEE = 1000;
const LARGE = TRANSFER_LIMITS.approvalFee + 1;
const common = { providers: ['wxpay'], options: { settings: TRANSFER_SETTINGS }, ends: [] } as const;

async function agreed(stage: Stage): Promise<void> {
  stage.agree();
  await stage.deliver();
}
async function effective(stage: Stage): Promise<void> {
  await stage.askAuthorization();
  await agreed(stage);
}
const send = async (stage: Stage): Promise<void> => void (await stage.sendByConsent(FEE));

export const AUTHORIZING: readonly Scenario[] = [
  {
    ...common,
    name: 'authorised transfer, asked, agreed to, paid',
    // 切在请求之前的由定时任务补：收款人这时才见到授权页。
    later: agreed,
    async act(s) {
      await effective(s);
      await send(s);
    },
    async again(s) {
      await effective(s);
      await send(s);
    },
    transferEnds: ['SUCCESS'],
    authorizationEnds: ['TAKING_EFFECT'],
  },
  {
    ...common,
    name: 'authorised transfer, agreed to without an answer nor a notice',
    later: agreed,
    async act(s) {
      s.stack.wxpay.faults.add({ operation: 'authorize', fault: { kind: 'lostAnswer' } });
      await s.askAuthorization();
      s.till('wxpay').loseNotice();
      s.agree();
      s.tick(61_000);
      await s.monitor();
    },
    again: effective,
    authorizationEnds: ['TAKING_EFFECT'],
  },
  {
    ...common,
    name: 'authorised transfer, the answer lost',
    prepare: effective,
    async act(s) {
      s.stack.wxpay.faults.add({ operation: 'transfer', fault: { kind: 'lostAnswer' } });
      await send(s);
      s.tick(61_000);
      await s.monitor();
    },
    again: send,
    transferEnds: ['SUCCESS'],
    authorizationEnds: ['TAKING_EFFECT'],
  },
  {
    ...common,
    name: 'authorised transfer, a second person approves',
    async prepare(s) {
      await effective(s);
      await s.sendByConsent(LARGE, { by: 'deputy' });
    },
    act: async (s) => void (await s.onTransfer('answerTransfer', 1, { act: 'approve' })),
    again: async (s) => void (await s.onTransfer('answerTransfer', 1, { act: 'approve' })),
    transferEnds: ['SUCCESS'],
  },
  {
    ...common,
    name: 'authorised transfer, closed by the merchant, the answer lost',
    prepare: effective,
    async act(s) {
      s.stack.wxpay.faults.add({ operation: 'closeAuthorization', fault: { kind: 'lostAnswer' } });
      await s.onAuthorization('close');
      await send(s);
      s.tick(61_000);
      await s.monitor();
    },
    again: async (s) => void (await s.onAuthorization('close')),
    authorizationEnds: ['CLOSED'],
  },
  {
    ...common,
    name: 'authorised transfer, taken back by the payee, refused',
    async prepare(s) {
      await effective(s);
      s.till('wxpay').loseNotice();
      s.takeBackConsent();
    },
    act: send,
    again: send,
    authorizationEnds: ['CLOSED'],
  },
];
