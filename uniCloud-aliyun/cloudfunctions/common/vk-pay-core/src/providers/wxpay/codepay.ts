/** 付款码（docs/protocols/wxpay.md §2.4）：扣款与撤销。没有通知，查询说了算。 */
import { PayError } from '../../kernel/pay-error';
import { payerIp } from '../kit/payer-ip';
import type { CancelResult, ChargeRequest, TradeFacts } from '../provider';
import type { WxpayAccount } from './account';
import type { WxpayClient } from './client';
import { descriptionOf } from './fields';
import { ownerFields, transactionsPath } from './parties';
import { queryTransaction } from './query';
import { readTransaction, transactionPath } from './trade';

/** @throws PayError outcome 'unknown'：可能已扣款、或正在输密码，须查询 */
export async function chargeTransaction(client: WxpayClient, account: WxpayAccount, request: ChargeRequest): Promise<TradeFacts> {
  const device_ip = payerIp(request.clientIp);
  const body = {
    ...ownerFields(account),
    description: descriptionOf(request),
    out_trade_no: request.out_trade_no,
    payer: { auth_code: request.authCode },
    amount: { total: request.total_fee, currency: 'CNY' },
    ...(request.fapiao ? { support_fapiao: true } : {}),
    ...(request.sharing ? { settle_info: { profit_sharing: true } } : {}),
    scene_info: { ...(device_ip === undefined ? {} : { device_ip }), store_info: { out_id: account.pid } },
  };
  const facts = readTransaction(await client.call(account, 'charge', 'POST', `${transactionsPath(account)}/codepay`, body));
  if (facts.out_trade_no !== request.out_trade_no) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '付款码应答的单号不符' });
  return facts;
}

/** 撤销的应答不说原来付了没有：再查一次。@throws PayError outcome 'unknown'：以同样的参数再来 */
export async function reverseTransaction(client: WxpayClient, account: WxpayAccount, out_trade_no: string): Promise<CancelResult> {
  try {
    await client.call(account, 'cancel', 'POST', `${transactionPath(account, out_trade_no)}/reverse`, ownerFields(account));
  } catch (error) {
    if (error instanceof PayError && error.kind === 'ORDER_NOT_FOUND' && error.outcome === 'none' && error.gatewayCode !== 'NOT_FOUND')
      return 'NOT_EXIST';
    throw error;
  }
  const { state } = await queryTransaction(client, account, out_trade_no);
  if (state === 'CLOSED') return 'CLOSED';
  if (state === 'REFUND') return 'REFUNDED';
  throw new PayError('BUSY', { outcome: 'unknown', detail: `撤销之后查询仍是 ${state}` });
}
