/** pay-mailer 的外壳：核对来源，装配内核，把没有送到的原因说回去。 */
import { ERROR_CATALOGUE, type CatalogueEntry } from '../../../../../../common/contract/errors';
import { mailOut, mayMail, type Mail, type MailServer } from '../alerts/email';
import type { KernelOptions } from './assemble';
import { createKernel } from './full-kernel';

export type { Mail, MailServer } from '../alerts/email';

const answer = ({ code, msg, action }: CatalogueEntry, requestId: string, problem?: string): object => ({
  code,
  msg,
  action,
  requestId,
  ...(problem === undefined ? {} : { problem }),
});

/** @param send 经 SMTP 送出去；送不到就抛出 */
export async function serveMail(
  { vk, context = {} }: Pick<KernelOptions, 'vk' | 'context'>,
  event: unknown,
  send: (server: MailServer, mail: Mail) => Promise<void>,
): Promise<object> {
  if (!mayMail(context)) return answer(ERROR_CATALOGUE.PERMISSION, context.requestId ?? '');
  const k = createKernel({ vk, context, paymentTypes: [] });
  const problem = await mailOut(k, event, send);
  await k.journal.flush();
  return problem === undefined ? { code: 0, msg: 'ok', requestId: k.requestId } : answer(ERROR_CATALOGUE.NETWORK, k.requestId, problem);
}
