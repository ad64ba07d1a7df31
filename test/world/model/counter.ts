/** 柜台：扫付款码（付得成、要输密码、余额不足），页面隔一会儿问一次，到时间撤销；撤销、退款与别的单一样。 */
import type { Stage } from '../scenario';
import type { Channels } from './paying';
import type { Acts } from './step';

type Names = 'charge' | 'watch counter';

export function counterActs(stage: Stage, channels: Channels): Acts<Names> {
  return {
    async charge({ n, provider, type, mode }) {
      const channel = channels.get(n) ?? provider;
      channels.set(n, channel);
      // 虚拟支付没有付款码
      if (channel !== 'wxpay-virtual') await stage.charge({ type, provider: channel, mode }, n);
    },
    'watch counter': ({ n }) => stage.watchCounter(n),
  };
}
