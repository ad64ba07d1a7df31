/** 演示商店自己的表：办成了的业务给出去的东西（docs/invariants.md I1：恰好一次），退款收回的已经减去。 */
import type { Document } from '../../local/unicloud';
import { DAY_MS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/clock';
import { isRefundedInFull, refundedFee } from './order-row';
import { addRow, type Rows } from './rows';
import type { Story } from './story';

/** 会员几天，与 payment-types/vip.ts 相同 */
const VIP_DAYS: Readonly<Record<string, number>> = { month: 31, year: 366 };

const collect = (rows: Rows, table: string, byId: ReadonlyMap<string, Document>): void => {
  for (const [_id, row] of byId) addRow(rows, table, { _id, ...row });
};

/** 寄卖的与商品记在同一张表 */
const isGoods = (type: string): boolean => type === 'goods' || type === 'consign';

const WRITERS: Readonly<Record<string, (handled: readonly Story[], rows: Rows) => void>> = {
  goods(handled, rows) {
    for (const { no, user, item, heard, ...story } of handled)
      addRow(rows, 'demo_goods_orders', {
        _id: no,
        user_id: user,
        ...item.custom,
        total_fee: item.fee,
        status: isRefundedInFull({ no, user, item, ...(heard ? { heard } : {}), ...story }) ? 'CANCELLED' : 'TO_SHIP',
        create_date: heard?.at ?? story.at,
      });
  },
  recharge(handled, rows) {
    const wallets = new Map<string, Document>();
    for (const story of handled) {
      const balance = Number(wallets.get(story.user)?.['balance'] ?? 0) + story.item.fee - refundedFee(story);
      wallets.set(story.user, { balance, update_date: story.heard?.at ?? story.at });
    }
    collect(rows, 'demo_wallets', wallets);
  },
  vip(handled, rows) {
    const members = new Map<string, Document>();
    for (const story of handled) {
      const at = story.heard?.at ?? story.at;
      const until = Math.max(at, Number(members.get(story.user)?.['expire_date'] ?? 0));
      const days = isRefundedInFull(story) ? 0 : (VIP_DAYS[String(story.item.custom['plan'])] ?? 0);
      members.set(story.user, { expire_date: until + days * DAY_MS, last_order: story.no });
    }
    collect(rows, 'demo_memberships', members);
  },
  custom(handled, rows) {
    for (const { no, user, item, heard, at } of handled)
      addRow(rows, 'demo_receipts', { _id: no, user_id: user, total_fee: item.fee, create_date: heard?.at ?? at });
  },
};

export function shopRows(stories: readonly Story[], rows: Rows): void {
  const handled = stories.filter(({ heard, fulfil }) => heard !== undefined && fulfil !== 'stuck');
  for (const [type, write] of Object.entries(WRITERS))
    write(
      handled.filter(({ item }) => item.type === type || (type === 'goods' && isGoods(item.type))),
      rows,
    );
}

/** 商品卖掉了多少、项目收到了多少：在初始数据之上加减。库存不够卖的，当作补过货。 */
export function shopTotals(stories: readonly Story[]): {
  readonly sold: ReadonlyMap<string, number>;
  readonly received: ReadonlyMap<string, number>;
} {
  const sold = new Map<string, number>();
  const received = new Map<string, number>();
  const add = (totals: Map<string, number>, key: string, by: number): void => void totals.set(key, (totals.get(key) ?? 0) + by);
  for (const story of stories) {
    const { heard, fulfil, item } = story;
    if (!heard || fulfil === 'stuck') continue;
    if (isGoods(item.type) && !isRefundedInFull(story)) add(sold, String(item.custom['goods_id']), Number(item.custom['quantity']));
    if (item.type === 'custom') add(received, String(item.custom['project_id']), item.fee - refundedFee(story));
  }
  return { sold, received };
}
