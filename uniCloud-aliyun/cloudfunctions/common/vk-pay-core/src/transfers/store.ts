/** payment_transfers 的读写，一笔一笔地；列出许多笔在 listing/store.ts。别处没有任何代码碰这张表；状态只由状态机写。 */
import {
  TRANSFER_TABLE,
  type TransferReason,
  type TransferSource,
  type TransferStatus,
} from '../../../../../../common/contract/transfers/transfer';
import { TRANSFER_EVENTS } from '../../../../../../common/contract/events/events';
import { markEvents } from '../config/events';
import { COLLECTIONS } from '../kernel/collections';
import { perKernel } from '../kernel/kernel';
import { createMachine } from '../ledger/machine';
import { readTransfer, type TransferRecord } from './record';

/** 告诉商户自己系统的那些结论。 */
const ANNOUNCED: ReadonlySet<TransferStatus> = new Set(['SUCCESS', 'FAILED', 'CANCELLED']);

/** 通知里的单号也走这里：只能是文字。 */
const BILL_NO = /^[0-9A-Za-z]{6,32}$/;

/** 这个单号有没有可能是本模块的；不可能的不必去查。 */
export const mayBeTransfer = (out_bill_no: string): boolean => BILL_NO.test(out_bill_no);

export const transfersOf = perKernel((k) =>
  createMachine<TransferRecord, TransferStatus, TransferReason, TransferSource>(k, {
    dbName: COLLECTIONS.transfers,
    table: TRANSFER_TABLE,
    read: readTransfer,
    alongside: (row, to) =>
      ANNOUNCED.has(to)
        ? {
            ...markEvents(k, { ...row, type: TRANSFER_EVENTS }),
            ...(k.touched ? { told: { status: 'PENDING', attempts: 0, next_date: k.now() } } : {}),
          }
        : {},
    assertId(id) {
      if (typeof id !== 'string' || !mayBeTransfer(id)) throw new Error('转账单号未经校验');
      return id;
    },
  }),
);
