/**
 * 裁判看分账：拿模拟网关自己的账，对照我们的分账单与订单上的占用（docs/invariants.md §1 I3、I4、I9、I13）。
 * 别人手里有多少，从网关真的受理了多少重新算起，不用被测的判断。
 */
import type { ProviderName } from '../../common/contract/channels';
import { SHARING_TABLE, type SharingHistoryEntry } from '../../common/contract/sharing/sharing';
import type { Books, Row } from './books';
import type { TrueSharing } from './till';

type Look = Pick<Books, 'rows' | 'till'>;

const OPEN: readonly unknown[] = ['PENDING', 'UNKNOWN'];
const partsOf = (row: Row): readonly Row[] => row['parts'] as readonly Row[];
const truthOf = (world: Look, order: Row): TrueSharing => world.till(order['provider'] as ProviderName).sharing(String(order['_id']));
const ofOrder = (world: Look, order: Row): readonly Row[] =>
  world.rows('payment_sharings').filter((row) => row['out_trade_no'] === order['_id']);
const fees = (order: Row, ...names: readonly string[]): number => names.reduce((sum, name) => sum + Number(order[name] ?? 0), 0);

/** 任何一刻：退的与分的合起来不超过实付；网关受理了的，从不多于我们占着的；在别人手里的加上退了的也不超过实付。 */
export function findSharingInstantFaults(world: Look): string[] {
  return world.rows('payment_orders').flatMap((order) => {
    if (order['profit_sharing'] !== true)
      return ofOrder(world, order).length > 0 ? [`${String(order['_id'])} 没有说要分账，却有分账单`] : [];
    const faults: string[] = [];
    const id = String(order['_id']);
    const paid = Number(order['paid_fee'] ?? order['total_fee']);
    const held = fees(order, 'refund_fee', 'refunding_fee', 'shared_fee', 'sharing_fee');
    const away = fees(order, 'shared_fee', 'sharing_fee');
    const { shared, returned } = truthOf(world, order);
    const truth = world.till(order['provider'] as ProviderName).truth(id);
    if (held > paid) faults.push(`${id} 退的与分的合计 ${held}，超过实付 ${paid}`);
    if (shared - returned > away) faults.push(`${id} 网关分出去 ${shared} 要回 ${returned}，本地只记着 ${away}`);
    if (truth.paid > 0 && shared - returned + truth.refunded + truth.refunding > truth.paid)
      faults.push(`${id} 网关分出去的与退的超过实付 ${truth.paid}`);
    return faults;
  });
}

/** 任何一步之后：履历重放得出状态，订单上的占用就是没有结论的分账，在别人手里的就是分到的减去要回来的。 */
export function findSharingStepFaults(world: Look): string[] {
  const faults: string[] = [];
  for (const row of world.rows('payment_sharings'))
    if (SHARING_TABLE.replay(row['history'] as SharingHistoryEntry[]) !== row['status'])
      faults.push(`分账 ${String(row['_id'])} 的履历重放不出 ${String(row['status'])}`);
  for (const order of world.rows('payment_orders')) {
    const own = ofOrder(world, order);
    const shares = own.filter(({ kind }) => kind === 'share');
    const sum = (rows: readonly Row[], of: (part: Row) => number): number =>
      rows.flatMap(partsOf).reduce((total, part) => total + of(part), 0);
    const open = sum(
      shares.filter(({ status }) => OPEN.includes(status)),
      ({ fee }) => Number(fee),
    );
    const away = sum(shares, ({ result, fee, returned_fee }) => (result === 'SUCCESS' ? Number(fee) - Number(returned_fee) : 0));
    if (fees(order, 'sharing_fee') !== open)
      faults.push(`${String(order['_id'])} 占着 ${fees(order, 'sharing_fee')}，没有结论的分账合计 ${open}`);
    if (fees(order, 'shared_fee') !== away)
      faults.push(`${String(order['_id'])} 记着分出去 ${fees(order, 'shared_fee')}，分账单合计 ${away}`);
    const returning = sum(shares, ({ returning_fee }) => Number(returning_fee));
    const asked = own.filter(({ kind, status }) => kind === 'return' && OPEN.includes(status));
    if (returning !== sum(asked, ({ fee }) => Number(fee))) faults.push(`${String(order['_id'])} 正在要回来的对不上`);
  }
  return faults;
}

/** 尘埃落定之后：每一笔都有结论，分出去多少、要回来多少、解冻没有，与网关相同；网关没有一笔我们不知道的。 */
export function findSharingFaults(world: Look): string[] {
  const faults = [...findSharingInstantFaults(world), ...findSharingStepFaults(world)];
  for (const row of world.rows('payment_sharings'))
    if (OPEN.includes(row['status'])) faults.push(`分账 ${String(row['_id'])} 一直停在 ${String(row['status'])}`);
  for (const order of world.rows('payment_orders').filter((row) => row['profit_sharing'] === true)) {
    const id = String(order['_id']);
    const { shared, returned, closed, numbers } = truthOf(world, order);
    if (fees(order, 'shared_fee') !== shared - returned)
      faults.push(`${id} 记着分出去 ${fees(order, 'shared_fee')}，网关是 ${shared} 减 ${returned}`);
    if (closed && order['sharing_closed_by'] === undefined) faults.push(`${id} 网关已解冻，本地还以为可以分`);
    const known = new Set(ofOrder(world, order).map(({ _id }) => String(_id)));
    for (const no of numbers) if (!known.has(no)) faults.push(`网关有一笔本地没有的分账 ${no}`);
  }
  return faults;
}
