/**
 * 发货：推送答了成功就是发了货；没有收到推送而业务已经办完的，补报一次（docs/protocols/wxpay.md §13.1 notify_provide_goods）。
 * 没有报过的微信会一直推、到时间不结算。
 */
import { PayError } from '../../kernel/pay-error';
import { integerOf, type Json } from '../kit/json';
import type { ShippingCapability, ShippingFacts } from '../shipping';
import type { VirtualAccount } from './account';
import type { XpayClient } from './client';
import { findOrder } from './query';

/** 苹果收的 45–60 天结算，安卓三天；过了最长的还没有结算才要人看。 */
const SETTLES_WITHIN_MS = 62 * 24 * 3_600_000;
const [WAITING, DELIVERING, DELIVERED, REFUNDED, CLOSED] = [2, 3, 4, 5, 6];
/** 已结算，或为零不用结算 */
const SETTLED: readonly (number | undefined)[] = [2, 3];

function stateOf(order: Json): ShippingFacts['state'] {
  switch (integerOf(order, 'status')) {
    case WAITING:
    case DELIVERING:
      return 'WAIT';
    case DELIVERED:
      return SETTLED.includes(integerOf(order, 'sett_state')) ? 'SETTLED' : 'SHIPPED';
    case REFUNDED:
    case CLOSED:
      return 'RETURNED';
    default:
      return 'UNKNOWN';
  }
}

export function virtualShipping(client: XpayClient): ShippingCapability<VirtualAccount> {
  return {
    settlesWithinMs: SETTLES_WITHIN_MS,
    managed: () => Promise.resolve(true),
    async look(account, _token, { out_trade_no }) {
      const order = await findOrder(client, account, 'query', out_trade_no, out_trade_no);
      if (!order) return { state: 'ABSENT' };
      const { openid } = await client.payer(out_trade_no);
      return { state: stateOf(order), openid };
    },
    async upload(account, _token, { out_trade_no }) {
      try {
        await client.call(account, 'query', 'notify_provide_goods', { order_id: out_trade_no });
      } catch (error) {
        // 推送刚刚先到了：已经是发了货的
        if (!(error instanceof PayError) || error.gatewayCode !== '268490004') throw error;
      }
      return 'SHIPPED';
    },
  };
}
