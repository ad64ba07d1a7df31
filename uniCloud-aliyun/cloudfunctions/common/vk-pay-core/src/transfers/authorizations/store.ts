/** payment_transfer_authorizations 的读写，一张一张地。别处没有任何代码写这张表；状态只由状态机写。 */
import {
  AUTHORIZATION_TABLE,
  type AuthorizationReason,
  type AuthorizationSource,
  type AuthorizationStatus,
} from '../../../../../../../common/contract/transfers/authorization';
import { perKernel } from '../../kernel/kernel';
import { createMachine } from '../../ledger/machine';
import { AUTHORIZATIONS } from './collection';
import { readAuthorizationRow, type AuthorizationRecord } from './record';

/** 通知里的单号也走这里：只能是文字。 */
const AUTHORIZATION_NO = /^[0-9A-Za-z]{5,32}$/;

/** 这个单号有没有可能是本模块的；不可能的不必去查。 */
export const mayBeAuthorization = (no: string): boolean => AUTHORIZATION_NO.test(no);

export const authorizationsOf = perKernel((k) =>
  createMachine<AuthorizationRecord, AuthorizationStatus, AuthorizationReason, AuthorizationSource>(k, {
    dbName: AUTHORIZATIONS,
    table: AUTHORIZATION_TABLE,
    read: readAuthorizationRow,
    assertId(id) {
      if (typeof id !== 'string' || !mayBeAuthorization(id)) throw new Error('授权单号未经校验');
      return id;
    },
  }),
);
