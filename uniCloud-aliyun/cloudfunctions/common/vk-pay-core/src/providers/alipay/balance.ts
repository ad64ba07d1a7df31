/** 支付宝账户余额（docs/protocols/alipay.md §4.14）：只能问自己的；没有配置 sellerId 的不说是谁，就是应用自己的。 */
import { PayError } from '../../kernel/pay-error';
import { textOf, type Json } from '../kit/json';
import type { ProviderPorts } from '../provider';
import type { Balance } from '../transfers';
import type { AlipayAccount } from './account';
import { callAlipay } from './client';
import { yuanToFee } from './yuan';

function feeOf(node: Json, name: string): number {
  const fee = yuanToFee(textOf(node, name));
  if (fee === undefined) throw new PayError('NETWORK', { outcome: 'unknown', detail: `应答缺少 ${name}` });
  return fee;
}

/** @throws PayError PERMISSION 没有签约 */
export async function queryAlipayBalance(ports: ProviderPorts, account: AlipayAccount): Promise<Balance> {
  const { sellerId } = account.credentials;
  const node = await callAlipay(ports, account, 'balance', 'alipay.fund.account.query', {
    ...(sellerId ? { alipay_user_id: sellerId } : {}),
    account_type: 'ACCTRANS_ACCOUNT',
  });
  return { available_fee: feeOf(node, 'available_amount'), frozen_fee: feeOf(node, 'freeze_amount') };
}
