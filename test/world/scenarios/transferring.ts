/** 转账：提、点头、收款人确认、没有通知、撤销、答复丢了、账户没有钱。 */
import { BOTH, type Scenario, type Stage } from '../scenario';
import { TRANSFER_LIMITS, TRANSFER_SETTINGS } from '../transferring';

const FEE = 1000;
const LARGE = TRANSFER_LIMITS.approvalFee + 1;
const PLENTY = 1_000_000_000;
const options = { settings: TRANSFER_SETTINGS };

/** 收款人确认，银行付成；微信随后有通知。 */
async function confirmed(stage: Stage): Promise<void> {
  stage.tillOf().endTransfer(stage.transferNo(), true);
  stage.tick(3000);
  await stage.deliver();
}
/** 切在请求之前的由定时任务补：收款人这时才见到确认页，见到了就确认。 */
const later = confirmed;
/** 付款账户里有多少钱；渠道还没有转账的没有这件事。 */
const setFunds = ({ stack: { wxpay, alipay }, provider }: Stage, fen: number): void =>
  (provider === 'wxpay' ? wxpay : alipay).setFunds(fen);
const send = (stage: Stage): Promise<unknown> => stage.sendMoney(FEE);

export const TRANSFERRING: readonly Scenario[] = [
  {
    name: 'transfer, asked and confirmed',
    providers: BOTH,
    options,
    later,
    async act(s) {
      await send(s);
      await confirmed(s);
    },
    async again(s) {
      await send(s);
      await confirmed(s);
    },
    ends: [],
    transferEnds: ['SUCCESS'],
  },
  {
    name: 'transfer, a second person approves',
    providers: BOTH,
    options,
    later,
    prepare: async (s) => void (await s.sendMoney(LARGE, { by: 'deputy' })),
    async act(s) {
      await s.onTransfer('answerTransfer', 1, { act: 'approve' });
      await confirmed(s);
    },
    async again(s) {
      await s.onTransfer('answerTransfer', 1, { act: 'approve' });
      await confirmed(s);
    },
    ends: [],
    transferEnds: ['SUCCESS'],
  },
  {
    name: 'transfer, confirmed, no notice: the timer asks',
    providers: BOTH,
    options,
    async prepare(s) {
      await send(s);
      s.tillOf().loseNotice();
      await confirmed(s);
    },
    async act(s) {
      s.tick(61_000);
      await s.monitor();
    },
    ends: [],
    transferEnds: ['SUCCESS'],
  },
  {
    name: 'transfer, cancelled',
    providers: ['wxpay'],
    options,
    prepare: async (s) => void (await send(s)),
    async act(s) {
      await s.onTransfer('cancelTransfer');
      s.tick(3000);
      await s.deliver();
    },
    again: async (s) => void (await s.onTransfer('cancelTransfer')),
    ends: [],
    // 意图没有落盘的，收款人一整天没有确认。
    transferEnds: ['CANCELLED', 'FAILED'],
  },
  {
    name: 'transfer, the answer lost',
    providers: BOTH,
    options,
    later,
    async act(s) {
      const gateway = s.provider === 'wxpay' ? s.stack.wxpay : s.stack.alipay;
      gateway.faults.add({ operation: 'transfer', fault: { kind: 'lostAnswer' } });
      await send(s);
      s.tick(61_000);
      await s.monitor();
      await confirmed(s);
    },
    async again(s) {
      await send(s);
      await confirmed(s);
    },
    ends: [],
    transferEnds: ['SUCCESS'],
  },
  {
    name: 'transfer, refused for want of money, asked again',
    providers: BOTH,
    options,
    later,
    async act(s) {
      setFunds(s, 0);
      await send(s);
      setFunds(s, PLENTY);
    },
    async again(s) {
      await send(s);
      await confirmed(s);
    },
    ends: [],
    transferEnds: ['SUCCESS'],
  },
];
