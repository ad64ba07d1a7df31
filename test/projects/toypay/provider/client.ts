/** 与网关的一次通话：签名 → 发送 → 验签 → 窄化。验不过的应答是「不知道」。 */
import { PayError } from '../../kernel/pay-error';
import { parseObject, textOf, type Json } from '../kit/json';
import type { Operation } from '../kit/refusal';
import type { ProviderPorts } from '../provider';
import type { ToypayAccount } from './account';
import { toypayError } from './errors';
import { signedRequest } from './request';
import { verifyText } from './sign';

/** @throws PayError 网关拒绝（outcome 'none'）；网络不明、验签失败（outcome 'unknown'） */
export async function callToypay(ports: ProviderPorts, account: ToypayAccount, operation: Operation, path: string, fields: object): Promise<Json> {
  const { status, headers, body } = await ports.http(signedRequest(account, path, fields, ports.now()));
  if (status !== 200) throw new PayError('NETWORK', { outcome: 'unknown', gatewayStatus: status });
  if (!verifyText(headers['toypay-time'] ?? '', body, headers['toypay-sign'] ?? '', account.credentials.secret))
    throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '应答验签失败' });
  const answer = parseObject(body);
  if (!answer) throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答不是 JSON' });
  if (answer['ok'] !== true) throw toypayError(operation, textOf(answer, 'reason') ?? '');
  return answer;
}
