/** toypay 接收通知的那一半。 */
import { toypay } from '../../../../../../../common/contract/providers/toypay';
import { declaredReceiver } from '../kit/declared';
import type { NotifyAnswer, NotifyOutcome, ProviderPorts, ProviderReceiver } from '../provider';
import { readToypayCredentials, type ToypayCredentials } from './credentials';
import { parseToypayNotify, toypayHint } from './notify';

/** 按网关的规矩应答：处理不了的绝不能答成功。 */
const ack = (outcome: NotifyOutcome): NotifyAnswer => ({
  statusCode: outcome === 'accepted' ? 200 : 500,
  headers: { 'content-type': 'text/plain' },
  body: outcome === 'accepted' ? 'ok' : 'again',
});

export function createToypayReceiver(ports: ProviderPorts): ProviderReceiver<ToypayCredentials> {
  return {
    ...declaredReceiver(toypay),
    readCredentials: readToypayCredentials,
    parseNotify: (account, raw) => parseToypayNotify(account, raw, ports.now()),
    hintOf: (account, raw) => toypayHint(account, raw, ports.now()),
    ack,
  };
}
