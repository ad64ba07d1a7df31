/** 微信虚拟支付的收款账号。 */
import type { Account } from '../provider';
import type { VirtualCredentials } from './credentials';

export type VirtualAccount = Account<VirtualCredentials>;
