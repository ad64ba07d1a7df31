/**
 * 应答长什么样（docs/protocols/wxpay.md §1.4、§1.9、§10.2）：2xx 带五个签名头（账单文件除外），错误只有正文与 Request-ID。
 */
import { randomBytes } from 'node:crypto';
import { fromTheFuture } from '../kit/exchange';
import { stranger } from '../kit/stranger';
import type { GatewayError } from './errors';
import type { RequestFault } from './faults';
import type { JsonObject } from './model';
import { signatureHeaders, type SignatureOverrides, type SigningKey } from './signature';

export type Reply =
  { readonly status: 200; readonly json: JsonObject } | { readonly status: 204 } | { readonly status: 200; readonly file: Buffer };

const requestId = (suffix: number): string => `08${randomBytes(16).toString('hex').toUpperCase()}-${suffix}`;
const STATUS_FIELDS = /^(trade_state|status|state)$/;

export function failure(error: GatewayError, legacySpelling: boolean): Response {
  return Response.json(error.body(legacySpelling), { status: error.status, headers: { 'Request-ID': requestId(error.suffix) } });
}

/** 账单文件不签名（§1.4 第 5 条）。 */
function fileOf(file: Buffer): Response {
  return new Response(new Uint8Array(file), { status: 200, headers: { 'Request-ID': requestId(0), 'Content-Type': 'text/plain' } });
}

export function success(reply: Reply, key: SigningKey, now: number, fault: RequestFault | undefined): Response {
  if ('file' in reply) return fileOf(reply.file);
  const headers = new Headers({ 'Request-ID': requestId(0) });
  const json = 'json' in reply ? reply.json : undefined;
  const body =
    json === undefined
      ? ''
      : JSON.stringify(fault?.kind === 'unknownEnum' ? fromTheFuture(json, STATUS_FIELDS, { note: '将来才有的字段' }) : json);
  const overrides: SignatureOverrides =
    fault?.kind === 'falseSignature' ? { privateKey: stranger() } : { signTest: fault?.kind === 'signTest' };
  if (fault?.kind !== 'unsigned')
    for (const [name, value] of Object.entries(signatureHeaders(key, body, now, overrides))) headers.set(name, value);
  if (json === undefined) return new Response(null, { status: 204, headers });
  headers.set('Content-Type', 'application/json; charset=utf-8');
  return new Response(fault?.kind === 'truncated' ? body.slice(0, Math.ceil(body.length / 2)) : body, { status: 200, headers });
}
