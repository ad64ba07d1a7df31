/**
 * 裁判看发货信息：拿模拟网关自己的账，对照订单上写的（docs/invariants.md §1 I6、I13）。
 * 一张只录一次：再录一次会用掉那边唯一一次重新发货的机会。
 */
import type { Books, Row } from './books';

type Look = Pick<Books, 'rows' | 'till'>;
/** 虚拟支付的发货是另一回事，不在这本账里。 */
const wechat = (world: Look): readonly Row[] => world.rows('payment_orders').filter(({ provider }) => provider === 'wxpay');
const statusOf = (order: Row): unknown => (order['shipping'] as Row | undefined)?.['status'];

/** 没有录的不说录了，录的从不多于一次。 */
function findShippingStepFaults(world: Look): string[] {
  return wechat(world).flatMap((order) => {
    const no = String(order['_id']);
    const times = world.till('wxpay').shipped(no);
    if (times > 1) return [`${no} 的发货信息录了 ${times} 次`];
    return statusOf(order) === 'SHIPPED' && times === 0 ? [`${no} 说录好了发货信息，微信那里没有`] : [];
  });
}

/** 尘埃落定之后：录了的都记着，没有等着的。应用不归发货管理的世界里，没有一张有发货信息。 */
export function findShippingFaults(world: Look): string[] {
  const isManaged = wechat(world).some((order) => statusOf(order) !== undefined);
  const left = wechat(world).flatMap((order) => {
    if (!isManaged) return [];
    if (order['status'] !== 'SUCCESS' || order['platform'] !== 'mp-weixin' || statusOf(order) === 'SHIPPED') return [];
    return [`${String(order['_id'])} 的发货信息还是 ${String(statusOf(order))}`];
  });
  return [...findShippingStepFaults(world), ...left];
}
