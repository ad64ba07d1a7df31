/** 转账：提、点头、收款人确认（或银行出了结果）、查、撤、通知，与付款账户里的钱。 */
import type { ProviderName } from '../../../common/contract/channels';
import type { Stage } from '../scenario';
import { transferWish } from '../transferring';
import { TRANSFERS } from './draw';
import type { Acts, Hand, TransferNotice } from './step';

type Names = 'transfer' | 'answer transfer' | 'receiver' | 'query transfer' | 'cancel transfer' | 'transfer notice' | 'funds';

/** 账户里有钱时有多少，分 */
const PLENTY = 1_000_000_000;
/** 签名真实、说的却不是这一笔的话。 */
const LIES: Readonly<Record<TransferNotice, object>> = {
  genuine: {},
  forged: { variant: 'forged' },
  'another sum': { plaintext: { state: 'SUCCESS', transfer_amount: 999 } },
  'another merchant': { plaintext: { state: 'SUCCESS', mch_id: '1900000001' } },
};

export interface Transferring {
  readonly acts: Acts<Names>;
  /** 提第 t 笔；同号再来总是第一次那一笔 */
  send(t: number, by: Hand, first: { readonly channel: ProviderName; readonly wish: object }): Promise<unknown>;
  /** 账户里有钱了，处理中的都出了结果 */
  calm(): void;
}

export function transferring(stage: Stage): Transferring {
  const { wxpay, alipay } = stage.stack;
  const staff = (hand: Hand) => (hand === 'clerk' ? stage.staff : stage.deputy);
  /** 同号再来总是同一件事。 */
  const wishes = new Map<number, object>();
  const channels = new Map<number, ProviderName>();
  const tillOf = (t: number) => stage.till(channels.get(t) ?? 'wxpay');
  const setFunds = (provider: ProviderName, enough: boolean): void => (provider === 'wxpay' ? wxpay : alipay).setFunds(enough ? PLENTY : 0);
  const send: Transferring['send'] = (t, by, { channel, wish }) => {
    if (!channels.has(t)) channels.set(t, channel);
    if (!wishes.has(t)) wishes.set(t, wish);
    return staff(by)('pay/sys/transfer', wishes.get(t) ?? wish);
  };
  return {
    send,
    acts: {
      async transfer({ t, provider, payee, fee, by, held }) {
        const channel = channels.get(t) ?? provider;
        if (channel === 'alipay') alipay.chooseTransfer(stage.transferNo(t), held ? 'DEALING' : 'SUCCESS');
        await send(t, by, { channel, wish: transferWish(channel, { out_bill_no: stage.transferNo(t), payee, fee }) });
      },
      'answer transfer': ({ t, act, by }) => staff(by)('pay/sys/answerTransfer', { out_bill_no: stage.transferNo(t), act }),
      receiver: ({ t, paid }) => tillOf(t).endTransfer(stage.transferNo(t), paid),
      'query transfer': ({ t }) => stage.staff('pay/sys/queryTransfer', { out_bill_no: stage.transferNo(t) }),
      'cancel transfer': ({ t }) => stage.staff('pay/sys/cancelTransfer', { out_bill_no: stage.transferNo(t) }),
      /** 只有微信有转账的通知；真的那一份只在有了结论之后才有。 */
      async 'transfer notice'({ t, copies, say }) {
        const outBillNo = stage.transferNo(t);
        const truth = stage.till('wxpay').transfer(outBillNo);
        if (!truth || (say === 'genuine' && truth.state === 'OPEN')) return;
        const request = wxpay.buildNotification('transfer', { outBillNo, ...LIES[say] });
        await Promise.all(Array.from({ length: copies }, () => stage.post(request)));
      },
      funds: ({ provider, enough }) => setFunds(provider, enough),
    },
    calm() {
      setFunds('wxpay', true);
      setFunds('alipay', true);
      for (let t = 1; t <= TRANSFERS; t += 1) {
        if (channels.get(t) !== 'alipay') continue;
        tillOf(t).endTransfer(stage.transferNo(t), true);
        // 第一次的请求丢了、还要以同号再来的：不再停在处理中，没有人来出结果了
        alipay.chooseTransfer(stage.transferNo(t), 'SUCCESS');
      }
    },
  };
}
