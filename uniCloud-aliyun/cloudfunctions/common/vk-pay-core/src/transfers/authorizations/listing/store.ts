/** 列出许多张收款授权：排期到了的、按网关的授权单号的、一个人的。 */
import { perKernel } from '../../../kernel/kernel';
import { createListing } from '../../../ledger/listing';
import { AUTHORIZATIONS } from '../collection';
import { readAuthorizationRow } from '../record';

export const authorizationListOf = perKernel((k) => createListing(k, AUTHORIZATIONS, readAuthorizationRow));
