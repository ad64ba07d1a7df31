/** 下单：得到一个码。 */
import { PayError } from '../../kernel/pay-error';
import { textOf } from '../kit/json';
import type { CreateRequest, CreateResult, ProviderPorts } from '../provider';
import type { ToypayAccount } from './account';
import { callToypay } from './client';

/** @throws PayError outcome 'unknown' 需查询 */
export async function createTrade(ports: ProviderPorts, account: ToypayAccount, request: CreateRequest): Promise<CreateResult> {
  const answer = await callToypay(ports, account, 'create', 'create', {
    no: request.out_trade_no,
    total: request.total_fee,
    subject: request.subject,
    until: request.expireAt,
    notify: account.notifyUrl,
    app: account.appid,
  });
  const code = textOf(answer, 'code');
  if (code === undefined) throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答缺少 code' });
  return { orderInfo: { code_url: code }, qrcodeText: code };
}
