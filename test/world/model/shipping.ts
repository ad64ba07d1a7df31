/** 发货信息：员工手工录（对的、微信不认的快递公司）、付款人确认收货、争议压着放款。定时任务自己录的由时钟走。 */
import type { Stage } from '../scenario';
import type { Acts } from './step';

type Names = 'ship' | 'receipt' | 'dispute';

export function shippingActs(stage: Stage): Acts<Names> {
  const { wxpay } = stage.stack;
  return {
    ship: ({ n, way }) => stage.shipByHand(way, n),
    receipt({ n }) {
      if (wxpay.shipping.order(stage.no(n))?.shippedAt !== undefined) wxpay.confirmReceipt(stage.no(n));
    },
    dispute({ n, held }) {
      if (wxpay.shipping.order(stage.no(n))) wxpay.holdSettlement(stage.no(n), held);
    },
  };
}
