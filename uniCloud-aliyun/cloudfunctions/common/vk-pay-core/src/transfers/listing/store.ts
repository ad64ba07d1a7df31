/** 列出许多笔转账：排期到了的、员工看的、一个人的。 */
import { COLLECTIONS } from '../../kernel/collections';
import { perKernel } from '../../kernel/kernel';
import { createListing } from '../../ledger/listing';
import { readTransfer } from '../record';

export const transferListOf = perKernel((k) => createListing(k, COLLECTIONS.transfers, readTransfer));
