/** 列出许多笔分账：排期到了的、一张订单的、员工看的。 */
import { perKernel } from '../../kernel/kernel';
import { createListing } from '../../ledger/listing';
import { SHARING_COLLECTIONS } from '../collections';
import { readSharing } from '../record';

export const sharingListOf = perKernel((k) => createListing(k, SHARING_COLLECTIONS.sharings, readSharing));
