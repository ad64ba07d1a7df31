/** 分账：分、要回来、解冻，与收不了的接收方。 */
import type { Stage } from '../scenario';
import type { Acts } from './step';

type Names = 'share' | 'take back' | 'release' | 'sharing fails';

export function sharingActs(stage: Stage): Acts<Names> {
  const { wxpay, alipay } = stage.stack;
  const shareAt = (n: number, number: number): number => number + 10 * n;
  /** 同号再来总是同一件事。 */
  const wishes = new Map<number, Parameters<Stage['shareMoney']>>();
  const backs = new Map<number, number | undefined>();
  return {
    async share({ n, number, share, finish }) {
      const at = shareAt(n, number);
      const wish = wishes.get(at) ?? [share, { n: at, order: n, ...(finish ? { finish } : {}) }];
      wishes.set(at, wish);
      await stage.shareMoney(...wish);
    },
    async 'take back'({ n, number, part }) {
      const at = shareAt(n, number);
      const fee = backs.has(at) ? backs.get(at) : part === 'all' ? undefined : part;
      backs.set(at, fee);
      await stage.takeBack(at, fee === undefined ? {} : { sharing_fee: fee });
    },
    release: ({ n }) => stage.release(n),
    'sharing fails'({ provider, failing }) {
      if (provider === 'wxpay') wxpay.chooseSharing('1900000109', failing ? 'ACCOUNT_ABNORMAL' : undefined);
      else alipay.chooseRoyalty('receiver-1@example.com', failing ? 'ACQ.ROYALTY_RECEIVER_ACCOUNT_NOT_CERTIFY' : undefined);
    },
  };
}
