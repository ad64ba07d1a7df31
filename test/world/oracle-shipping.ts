/**
 * 裁判看发货信息：拿模拟网关自己的账，对照订单上写的（docs/invariants.md §1 I6、I13）。
 * 一张只录一次：再录一次会用掉那边唯一一次重新发货的机会。
 */
import type { Books, Row } from './books';
import type { TrueShipment } from './till';

type Look = Pick<Books, 'rows' | 'till'>;
interface Managed {
  readonly no: string;
  readonly order: Row;
  readonly status: unknown;
  readonly truth: TrueShipment;
}

/** 微信那里归发货信息管理的每一张；虚拟支付的发货是另一回事，不在这本账里。 */
function managed(world: Look): Managed[] {
  return world
    .rows('payment_orders')
    .filter(({ provider }) => provider === 'wxpay')
    .flatMap((order) => {
      const no = String(order['_id']);
      const truth = world.till('wxpay').shipment(no);
      return truth ? [{ no, order, truth, status: (order['shipping'] as Row | undefined)?.['status'] }] : [];
    });
}

/** 没有录的不说录了，没有放的不说放了，录的从不多于一次。 */
export function findShippingStepFaults(world: Look): string[] {
  return managed(world).flatMap(({ no, status, truth }) => {
    if (truth.times > 1) return [`${no} 的发货信息录了 ${truth.times} 次`];
    if (status === 'SHIPPED' && truth.times === 0) return [`${no} 说录好了发货信息，微信那里没有`];
    return status === 'SETTLED' && !truth.settled ? [`${no} 说钱放了，微信那里没有`] : [];
  });
}

const isTold = (world: Look, no: string): boolean =>
  world.rows('payment_alerts').some(({ kind, out_trade_no }) => kind === 'shipping-refused' && out_trade_no === no);

/** 尘埃落定之后：录了的都记着；订单类型说了怎样发的没有等着的，要员工说的等着也行；退光了的不用录。 */
export function findShippingFaults(world: Look): string[] {
  const left = managed(world).flatMap(({ no, order, status, truth }) => {
    if (order['status'] !== 'SUCCESS' || (order['fulfil'] as Row)['status'] !== 'DONE') return [];
    if (truth.times > 0) return status === 'SHIPPED' || status === 'SETTLED' ? [] : [`${no} 微信那里录好了，这里是 ${String(status)}`];
    // 员工说的微信不认：告过警，等他改。
    const refused = (order['shipping'] as Row | undefined)?.['given'] !== undefined;
    if (refused) return isTold(world, no) ? [] : [`${no} 的发货信息微信不认，没有告警`];
    return order['type'] === 'posted' ? [`${no} 的发货信息还是 ${String(status)}，微信那里没有`] : [];
  });
  return [...findShippingStepFaults(world), ...left];
}
