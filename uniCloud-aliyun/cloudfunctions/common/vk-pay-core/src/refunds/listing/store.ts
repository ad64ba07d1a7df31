/** 列出许多笔退款：一张订单的、排期到了的、等人处理的。 */
import { COLLECTIONS } from '../../kernel/collections';
import { perKernel, type ReceivingKernel } from '../../kernel/kernel';
import { createListing, type Listing } from '../../ledger/listing';
import { readRefund, type RefundRecord } from '../record';

export interface RefundList extends Listing<RefundRecord> {
  listByOrder(out_trade_no: string): Promise<RefundRecord[]>;
}

export const refundListOf = perKernel(createRefundList);

function createRefundList(k: ReceivingKernel): RefundList {
  const listing = createListing(k, COLLECTIONS.refunds, readRefund);
  return {
    ...listing,
    async listByOrder(out_trade_no) {
      const sort = { name: 'create_date', type: 'asc' } as const;
      return (await listing.list({ out_trade_no }, { sort, pageIndex: 1, pageSize: 100 })).rows;
    },
  };
}
