/** 支付宝的收款账号。 */
import type { Account } from '../provider';
import type { AlipayCredentials } from './credentials';

export type AlipayAccount = Account<AlipayCredentials>;
