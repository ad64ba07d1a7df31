/** 支付宝接收通知的那一半。 */
import { alipay } from '../../../../../../../common/contract/providers/alipay';
import { declaredReceiver } from '../kit/declared';
import type { NotifyAnswer, NotifyOutcome, ProviderPorts, ProviderReceiver } from '../provider';
import { readAlipayCredentials, type AlipayCredentials } from './credentials';
import { alipayHint, parseAlipayNotify } from './notify';

/** 应答必须恰好是 7 个字符的 success；其余一律视为失败并重发（docs/protocols/alipay.md §7）。 */
function ack(outcome: NotifyOutcome): NotifyAnswer {
  return { statusCode: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: outcome === 'accepted' ? 'success' : 'fail' };
}

export function createAlipayReceiver(ports: ProviderPorts): ProviderReceiver<AlipayCredentials> {
  return {
    ...declaredReceiver(alipay),
    readCredentials: readAlipayCredentials,
    parseNotify: (account, raw) => parseAlipayNotify(account, raw, ports.now()),
    hintOf: (account, raw) => alipayHint(account, raw, ports.now()),
    ack,
  };
}
