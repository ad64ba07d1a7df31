/** 运营账户的余额（docs/protocols/wxpay.md §2.6）：转账从这里出。 */
import { PayError } from '../../kernel/pay-error';
import type { Balance } from '../transfers';
import { integerOf } from '../kit/json';
import type { WxpayAccount } from './account';
import type { WxpayClient } from './client';

/** @throws PayError PERMISSION 商户没有开通这个接口，或是服务商模式的账号 */
export async function queryOperationBalance(client: WxpayClient, account: WxpayAccount): Promise<Balance> {
  if (account.credentials.partner) throw new PayError('PERMISSION', { msg: '服务商看不到特约商户的余额' });
  const json = await client.call(account, 'balance', 'GET', '/v3/merchant/fund/balance/OPERATION');
  const available_fee = integerOf(json, 'available_amount');
  if (available_fee === undefined) throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答缺少 available_amount' });
  return { available_fee, frozen_fee: integerOf(json, 'pending_amount') ?? 0 };
}
