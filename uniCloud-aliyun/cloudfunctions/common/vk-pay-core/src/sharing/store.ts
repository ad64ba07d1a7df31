/** payment_sharings 的读写，一笔一笔地；列出许多笔在 listing/store.ts。别处没有任何代码写这张表；状态只由状态机写。 */
import {
  SHARING_TABLE,
  type SharingReason,
  type SharingSource,
  type SharingStatus,
} from '../../../../../../common/contract/sharing/sharing';
import { perKernel } from '../kernel/kernel';
import { createMachine } from '../ledger/machine';
import { SHARING_COLLECTIONS } from './collections';
import { readSharing, type SharingRecord } from './record';

const SHARING_NO = /^[0-9A-Za-z]{6,32}$/;

export const sharingsOf = perKernel((k) =>
  createMachine<SharingRecord, SharingStatus, SharingReason, SharingSource>(k, {
    dbName: SHARING_COLLECTIONS.sharings,
    table: SHARING_TABLE,
    read: readSharing,
    assertId(id) {
      if (typeof id !== 'string' || !SHARING_NO.test(id)) throw new Error('分账单号未经校验');
      return id;
    },
  }),
);
