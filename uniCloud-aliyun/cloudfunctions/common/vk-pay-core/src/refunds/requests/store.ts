/** payment_refund_requests 的读写。这里之外没有任何代码碰这张表；状态只由状态机写。 */
import {
  REQUEST_TABLE,
  type RequestReason,
  type RequestSource,
  type RequestStatus,
} from '../../../../../../../common/contract/refunds/refund-request';
import { COLLECTIONS } from '../../kernel/collections';
import { perKernel, type ReceivingKernel } from '../../kernel/kernel';
import type { Document } from '../../kernel/vk';
import { createListing, type Listing } from '../../ledger/listing';
import { createMachine, type Machine } from '../../ledger/machine';
import { readRequest, type RequestRecord } from './record';

export interface RequestStore extends Machine<RequestRecord, RequestStatus, RequestReason, RequestSource>, Listing<RequestRecord> {
  latestOf(out_trade_no: string): Promise<RequestRecord | undefined>;
  /** 先申请的在前，接着 after 往后取 */
  page(wish: {
    readonly status?: RequestStatus;
    readonly after?: { readonly create_date: number; readonly request_no: string };
    readonly limit: number;
  }): Promise<{ rows: RequestRecord[]; hasMore: boolean }>;
}

const REQUEST_NO = /^[0-9A-Za-z_]{6,64}$/;

function assertRequestNo(value: string): string {
  if (typeof value !== 'string' || !REQUEST_NO.test(value)) throw new Error('申请单号未经校验');
  return value;
}

const OLDEST_FIRST = [
  { name: 'create_date', type: 'asc' },
  { name: '_id', type: 'asc' },
] as const;

export const requestsOf = perKernel(createRequestStore);

function createRequestStore(k: ReceivingKernel): RequestStore {
  const command = k.vk.getUnicloud()._;
  const listing = createListing(k, COLLECTIONS.requests, readRequest);
  const machine = createMachine<RequestRecord, RequestStatus, RequestReason, RequestSource>(k, {
    dbName: COLLECTIONS.requests,
    table: REQUEST_TABLE,
    read: readRequest,
    assertId: assertRequestNo,
  });
  const first = { sort: OLDEST_FIRST, pageIndex: 1 } as const;
  return {
    ...machine,
    ...listing,
    async latestOf(out_trade_no) {
      const sort = { name: 'create_date', type: 'desc' } as const;
      return (await listing.list({ out_trade_no }, { sort, pageIndex: 1, pageSize: 1 })).rows[0];
    },
    async page({ status, after, limit }) {
      const base: Document = status ? { status } : {};
      // 同一毫秒的按单号接着排；没有「或」，所以分两次取。
      const same = after
        ? await listing.list({ ...base, create_date: after.create_date, _id: command.gt(after.request_no) }, { ...first, pageSize: limit })
        : { rows: [], hasMore: false };
      if (same.rows.length === limit) return { rows: same.rows, hasMore: true };
      const later = { ...base, create_date: command.gt(after?.create_date ?? 0) };
      const rest = await listing.list(later, { ...first, pageSize: limit - same.rows.length });
      return { rows: [...same.rows, ...rest.rows], hasMore: rest.hasMore };
    },
  };
}
