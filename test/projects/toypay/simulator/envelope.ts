/** 应答长什么样：成功与失败都签名。 */
import { fromTheFuture } from '../kit/exchange';
import type { GatewayError } from './errors';
import type { RequestFault } from './faults';
import { signedHeaders } from './signature';

type Fields = Readonly<Record<string, unknown>>;

function reply(secret: string, now: number, fields: Fields, fault?: RequestFault): Response {
  const body = JSON.stringify(fault?.kind === 'unknownEnum' ? fromTheFuture(fields, /^state$/, '将来的字段') : fields);
  const headers = signedHeaders(fault?.kind === 'falseSignature' ? `${secret}?` : secret, now, body);
  if (fault?.kind === 'unsigned') delete headers['toypay-sign'];
  return new Response(fault?.kind === 'truncated' ? body.slice(0, -5) : body, { headers });
}

export const success = (secret: string, now: number, fields: Fields, fault?: RequestFault): Response => reply(secret, now, { ok: true, ...fields }, fault);
export const failure = (secret: string, now: number, error: GatewayError): Response => reply(secret, now, { ok: false, reason: error.code });
