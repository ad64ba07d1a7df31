/** 员工手工录发货信息：订单类型没有说怎样发、说得不对、还没有说的，由人说。说的话与是谁记在订单上，当场去录；没有录成的由定时任务接着。 */
import { payWayOf } from '../../../../../../common/contract/channels';
import { shipOrderSchema } from '../../../../../../common/contract/shipping/params';
import type { Presale, Shipment, ShippingState } from '../../../../../../common/contract/payments/shipping';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { contend, LostRace } from '../ledger/conflict';
import type { OrderRecord } from '../orders/record';
import { ordersOf } from '../orders/store';
import { ship } from './ship';

const refused = (problem: string): PayError => PayError.param([{ field: 'out_trade_no', problem }]);

/** 钱到了、业务办完了、还没有录好的；这个端收的钱归发货信息管理。 */
function requireUnshipped({ provider, platform, status, fulfil, shipping }: OrderRecord): void {
  if (payWayOf(provider, platform)?.ships !== true) throw refused('不是小程序里收的钱，不用录发货信息');
  if (status !== 'SUCCESS') throw refused('没有付款，或已经退了');
  if (fulfil.status !== 'DONE') throw refused('业务还没有办完');
  if (shipping && shipping.status !== 'WAIT' && shipping.status !== 'NOT_NEEDED') throw refused('已经录过了');
}

/**
 * `pay/sys/shipOrder`。调用方必须已核验员工身份。没有录成不算出错：答复里写着什么时候再试。
 * @throws PayError 40001 · 40005 · 40010 正有人在录
 */
export async function shipOrder(k: Kernel, input: unknown, operator: string): Promise<{ readonly shipping: ShippingState }> {
  const { out_trade_no, way, ship_by = 0, item_desc, parcels } = requireParams(shipOrderSchema, input);
  const given: Shipment | Presale =
    way === 'presale'
      ? { way, ship_by }
      : {
          way,
          ...(item_desc === undefined ? {} : { item_desc }),
          ...(parcels === undefined
            ? {}
            : {
                parcels: parcels.map(({ receiver_contact, ...one }) => ({
                  ...one,
                  ...(receiver_contact === undefined ? {} : { receiver_contact }),
                })),
              }),
        };
  const startedAt = k.now();
  const orders = ordersOf(k);
  const said = await contend(k, async () => {
    const order = await orders.require(out_trade_no);
    requireUnshipped(order);
    // 两个人各录一张，后一张会用掉那边唯一一次重新发货的机会
    if (order.shipping?.working && order.shipping.next_date > k.now()) throw new PayError('BUSY', { detail: '正有人在录' });
    const { attempts = 0, presale_until } = order.shipping ?? {};
    const shipping: ShippingState = {
      status: 'WAIT',
      attempts,
      next_date: startedAt,
      given,
      by: operator,
      ...(presale_until === undefined ? {} : { presale_until }),
    };
    const written = await orders.write(order, { set: { shipping } });
    if (!written) throw new LostRace();
    return written;
  });
  k.journal.log({ type: 'ship', status: 'SUCCESS', out_trade_no, user_id: operator, startedAt, note: `手工 ${way}` });
  await ship(k, said).catch((error: unknown) => {
    if (!(error instanceof PayError)) throw error;
  });
  const { shipping } = await orders.require(out_trade_no);
  return { shipping: shipping ?? { status: 'WAIT', attempts: 0, next_date: startedAt } };
}
