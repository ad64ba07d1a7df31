/** 微信支付的收款账号。 */
import type { Account } from '../provider';
import type { WxpayCredentials } from './credentials';

export type WxpayAccount = Account<WxpayCredentials>;
