/** 全部要种下的错。 */
import { AUTHORIZATIONS } from './authorizations';
import { BILLS } from './bills';
import { COMPAT } from './compat';
import { COMPLAINTS } from './complaints';
import { DOOR } from './door';
import { EVENTS } from './events';
import { HOUSE } from './house';
import { LEDGER } from './ledger';
import type { Mutant } from './mutant';
import { ORDERS } from './orders';
import { PROMISES } from './promises';
import { REFUNDS } from './refunds';
import { REVIEW } from './review';
import { ROLLBACKS } from './rollback';
import { SHIPPING } from './shipping';
import { SHARING } from './sharing';
import { TRANSFERS } from './transfers';
import { TRUST } from './trust';
import { TRUST_ALIPAY } from './trust-alipay';
import { VIRTUAL } from './virtual';
import { WATCH } from './watch';

export const MUTANTS: readonly Mutant[] = [
  ...LEDGER,
  ...ORDERS,
  ...REFUNDS,
  ...REVIEW,
  ...TRUST,
  ...TRUST_ALIPAY,
  ...HOUSE,
  ...WATCH,
  ...TRANSFERS,
  ...AUTHORIZATIONS,
  ...SHARING,
  ...BILLS,
  ...COMPLAINTS,
  ...SHIPPING,
  ...VIRTUAL,
  ...PROMISES,
  ...ROLLBACKS,
  ...EVENTS,
  ...DOOR,
  ...COMPAT,
];
