/** 数据库里的订单与退款当作我们的账（compare.ts 的 Books）；只读。 */
import { orderIdOf } from '../../../../../../common/contract/payments/order-number';
import type { ProviderName } from '../../../../../../common/contract/channels';
import type { Kernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';
import { between } from '../ledger/between';
import type { Page } from '../ledger/listing';
import { orderListOf } from '../orders/listing/store';
import { isFree, type OrderRecord } from '../orders/record';
import { refundListOf } from '../refunds/listing/store';
import { sharingListOf } from '../sharing/listing/store';
import { isSharingOpen, type SharingRecord } from '../sharing/record';
import type { RefundRecord } from '../refunds/record';
import type { Books, OurPayment, OurRefund, OurSharing } from './compare';

const paymentOf = ({ _id, total_fee, paid_fee, status, transaction_id, pay_date }: OrderRecord): OurPayment => ({
  out_trade_no: _id,
  fee: paid_fee ?? total_fee,
  status,
  ...(transaction_id ? { transaction_id } : {}),
  ...(pay_date === undefined ? {} : { paid_at: pay_date }),
});

const refundOf = ({ _id, out_trade_no, refund_fee, status, create_date, refund_date }: RefundRecord): OurRefund => ({
  out_refund_no: _id,
  out_trade_no,
  fee: refund_fee,
  status,
  requested_at: create_date,
  ...(refund_date === undefined ? {} : { refunded_at: refund_date }),
});

const sharingOf = (sharing: SharingRecord): OurSharing => {
  const { out_trade_no, kind, parts, status } = sharing;
  const moved = parts.reduce((sum, { result, fee }) => sum + (result === 'SUCCESS' ? fee : 0), 0);
  return { out_trade_no, status, ...(isSharingOpen(sharing) ? {} : { fee: kind === 'share' ? -moved : moved }) };
};

interface Owned {
  readonly _id: string;
  readonly provider: ProviderName;
  readonly mchid: string;
}

interface Listed<Row> {
  list(whereJson: Document, page: Page): Promise<{ rows: Row[]; hasMore: boolean }>;
}

async function* mapped<From, To>(batches: AsyncIterable<readonly From[]>, map: (row: From) => To): AsyncGenerator<readonly To[]> {
  for await (const batch of batches) yield batch.map(map);
}

/** 免费订单不在任何账单里。 */
async function* paidThere(batches: AsyncIterable<readonly OrderRecord[]>): AsyncGenerator<readonly OrderRecord[]> {
  for await (const batch of batches) yield batch.filter((order) => !isFree(order));
}

/** @param mchid 账单是哪个商户的；没有配置商户号的渠道为空，不按它挑 */
export function booksInDatabase(k: Kernel, provider: ProviderName, mchid: string): Books {
  const command = k.vk.getUnicloud()._;
  // 先前没有配置商户号的记录里它是空的。
  const owner = { provider, ...(mchid === '' ? {} : { mchid: command.in([mchid, '']) }) };

  /** 别的商户的同一个单号不是我们的这一行：各商户的单号各自唯一。 */
  const isOwn = (row: Owned): boolean => row.provider === provider && (mchid === '' || row.mchid === '' || row.mchid === mchid);

  const find = async <Row extends Owned, Own>(
    store: Listed<Row>,
    numbers: readonly string[],
    map: (row: Row) => Own,
    idOf: (number: string) => string = (number) => number,
  ): Promise<ReadonlyMap<string, Own>> => {
    const page = { sort: { name: '_id', type: 'asc' }, pageIndex: 1, pageSize: numbers.length } as const;
    const { rows } = await store.list({ _id: command.in(numbers.map(idOf)) }, page);
    const found = new Map(rows.filter(isOwn).map((row) => [row._id, map(row)]));
    return new Map(numbers.flatMap((number) => (found.has(idOf(number)) ? [[number, found.get(idOf(number)) as Own]] : [])));
  };
  const range = (to: number) => (from: number) => command.gte(from).lt(to);

  return {
    payments: (numbers) => find(orderListOf(k), numbers, paymentOf, orderIdOf),
    async byTransaction(transactions) {
      const page = { sort: { name: '_id', type: 'asc' }, pageIndex: 1, pageSize: transactions.length * 2 } as const;
      const { rows } = await orderListOf(k).list({ ...owner, transaction_id: command.in(transactions) }, page);
      return new Map(rows.map((row) => [row.transaction_id ?? '', paymentOf(row)]));
    },
    refunds: (numbers) => find(refundListOf(k), numbers, refundOf),
    sharings: (numbers) => find(sharingListOf(k), numbers, sharingOf),
    paidBetween: (from, to) =>
      mapped(
        paidThere(between(orderListOf(k), { field: 'pay_date', where: owner, from, range: range(to) }, ({ pay_date }) => pay_date)),
        paymentOf,
      ),
    refundedBetween(from, to, by) {
      const field = by === 'requested' ? 'create_date' : 'refund_date';
      return mapped(
        between(refundListOf(k), { field, where: owner, from, range: range(to) }, (row) => row[field]),
        refundOf,
      );
    },
  };
}
