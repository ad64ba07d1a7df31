/** toypay 的收款账号。 */
import type { Account } from '../provider';
import type { ToypayCredentials } from './credentials';

export type ToypayAccount = Account<ToypayCredentials>;
