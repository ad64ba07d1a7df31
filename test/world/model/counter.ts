/** 柜台：扫付款码（付得成、要输密码、余额不足），页面隔一会儿问一次，到时间撤销；撤销、退款与别的单一样。 */
import type { Stage } from '../scenario';
import { placeOf, type Places } from './paying';
import type { Acts } from './step';

type Names = 'charge' | 'watch counter';

export function counterActs(stage: Stage, places: Places): Acts<Names> {
  return {
    async charge({ n, provider, type, mode, shop }) {
      const place = placeOf(places, n, { provider, shop });
      // 虚拟支付没有付款码
      if (place.provider !== 'wxpay-virtual') await stage.charge({ type, mode, ...place }, n);
    },
    'watch counter': ({ n }) => stage.watchCounter(n),
  };
}
