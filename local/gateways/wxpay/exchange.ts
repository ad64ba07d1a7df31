/**
 * 一次请求的来回：取故障 → 验签 → 在一个账本事务里执行 → 签名应答（docs/protocols/wxpay.md §1.4、§1.9、§10.1、§10.2、§10.14）。
 */
import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { resetConnection } from '../kit/lost-connection';
import { authorize, type MerchantKey } from './authorization';
import { GatewayError } from './errors';
import { takeRequestFault, type FaultContext, type Operation, type RequestFault, type WxpayFaultScript } from './faults';
import type { Ledger } from './ledger';
import type { JsonObject } from './model';
import type { EventDetail, WxpayMerchant } from './options';
import { signatureHeaders, stranger, type PlatformKeys, type SignatureOverrides } from './platform-signature';

export interface ExchangePorts {
  readonly ledger: Ledger;
  readonly keys: PlatformKeys;
  readonly merchants: ReadonlyMap<string, MerchantKey>;
  readonly faults: WxpayFaultScript;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly emit: (event: EventDetail) => void;
  readonly legacySpelling: boolean;
}

/** 验签通过的一次调用。 */
export interface Call {
  readonly merchant: WxpayMerchant;
  readonly path: Readonly<Record<string, string>>;
  readonly query: JsonObject;
  readonly body: unknown;
}
export type Reply =
  { readonly status: 200; readonly json: JsonObject } | { readonly status: 204 } | { readonly status: 200; readonly file: Buffer };
export type RequestOperation = Exclude<Operation, 'callback'>;
export type Endpoint = (operation: RequestOperation, work: (call: Call) => Reply) => (context: Context) => Promise<Response>;

const requestId = (suffix: number): string => `08${randomBytes(16).toString('hex').toUpperCase()}-${suffix}`;

function readJson(raw: Buffer, contentType: string | undefined): unknown {
  if (raw.length === 0) return undefined;
  if (!/^application\/json\b/i.test(contentType ?? ''))
    throw new GatewayError('PARAM_ERROR', { message: 'Http头Content-Type应为application/json' });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)) as unknown;
  } catch {
    throw new GatewayError('PARAM_ERROR', {
      message: '请求体不是有效的 UTF-8 JSON',
      detail: { location: 'body', issue: '无法将输入解析为JSON' },
    });
  }
}

/** 请求行里的路径与查询串，逐字节；进程内调用没有请求行，取自 URL。 */
function targetOf(context: Context): string {
  const raw = (context.env as { incoming?: { url?: string } } | undefined)?.incoming?.url;
  if (raw?.startsWith('/')) return raw;
  const { url } = context.req;
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}

/** 故障匹配用的编号；这时还没有验签，只用来挑剧本。 */
function numbersIn(context: Context, raw: Buffer): FaultContext {
  let body: Record<string, unknown> = {};
  try {
    body = (JSON.parse(raw.toString('utf8')) ?? {}) as Record<string, unknown>;
  } catch {
    // 正文不是 JSON：没有编号可用。
  }
  const pick = (name: string): string | undefined => context.req.param(name) ?? (typeof body[name] === 'string' ? body[name] : undefined);
  return { outTradeNo: pick('out_trade_no'), outRefundNo: pick('out_refund_no'), method: context.req.method, path: context.req.path };
}

export interface Exchange {
  /** 把一个业务处理包成 HTTP 处理函数 */
  readonly endpoint: Endpoint;
  readonly failure: (error: GatewayError) => Response;
}

export function createExchange(ports: ExchangePorts): Exchange {
  const { ledger, faults, now } = ports;

  function failure(error: GatewayError): Response {
    return Response.json(error.body(ports.legacySpelling), { status: error.status, headers: { 'Request-ID': requestId(error.suffix) } });
  }

  function success(call: Call, reply: Reply, requested: string | undefined, fault: RequestFault | undefined): Response {
    const headers = new Headers({ 'Request-ID': requestId(0) });
    // 账单文件不签名（§1.4 第 5 条）。
    if ('file' in reply)
      return new Response(new Uint8Array(reply.file), {
        status: 200,
        headers: { 'Request-ID': requestId(0), 'Content-Type': 'text/plain' },
      });
    const body = reply.status === 204 ? '' : JSON.stringify(fault?.kind === 'unknownEnum' ? withUnknownEnum(reply.json) : reply.json);
    const overrides: SignatureOverrides =
      fault?.kind === 'falseSignature' ? { privateKey: stranger() } : { signTest: fault?.kind === 'signTest' };
    if (fault?.kind !== 'unsigned') {
      for (const [name, value] of Object.entries(
        signatureHeaders(ports.keys.forResponse(call.merchant.mode, requested), body, now(), overrides),
      ))
        headers.set(name, value);
    }
    if (reply.status === 204) return new Response(null, { status: 204, headers });
    headers.set('Content-Type', 'application/json; charset=utf-8');
    return new Response(fault?.kind === 'truncated' ? body.slice(0, Math.ceil(body.length / 2)) : body, { status: 200, headers });
  }

  /** 在一个事务里执行。业务上的拒绝都发生在写入之前，照常提交（读取时的自动关单不该被回滚）。 */
  function commit(work: () => Reply): Reply {
    const result = ledger.store.transaction(() => {
      try {
        return work();
      } catch (error) {
        if (error instanceof GatewayError) return error;
        throw error;
      }
    });
    if (result instanceof GatewayError) throw result;
    return result;
  }

  /** 验签并执行；拒绝作为值返回，好让「回答丢失」对成功与拒绝一视同仁。 */
  function perform(
    context: Context,
    raw: Buffer,
    fault: RequestFault | undefined,
    work: (call: Call) => Reply,
  ): { call: Call; reply: Reply } | GatewayError {
    try {
      const merchant = authorize(
        { method: context.req.method, target: targetOf(context), body: raw, header: (name) => context.req.header(name) },
        ports.merchants,
        now(),
      );
      if (fault?.kind === 'error') throw new GatewayError(fault.code, { message: fault.message });
      const query = Object.fromEntries(new URL(context.req.url).searchParams);
      const call: Call = {
        merchant,
        path: context.req.param() as Record<string, string>,
        query,
        body: readJson(raw, context.req.header('content-type')),
      };
      return { call, reply: commit(() => work(call)) };
    } catch (error) {
      if (error instanceof GatewayError) return error;
      throw error;
    }
  }

  const endpoint: Endpoint = (operation, work) => async (context) => {
    const raw = Buffer.from(await context.req.arrayBuffer());
    const numbers = numbersIn(context, raw);
    const fault = takeRequestFault(faults, operation, numbers);
    const report = (outcome: 'verified' | 'refused' | 'lost', status: number, code?: GatewayError['code']): void =>
      ports.emit({ kind: 'request', operation, outTradeNo: numbers.outTradeNo, outcome, status, code, fault: fault?.kind });
    const lose = (): Response => {
      report('lost', 0);
      return resetConnection(context);
    };
    const refuse = (error: GatewayError): Response => {
      report('refused', error.status, error.code);
      return failure(error);
    };

    if (fault?.kind === 'lostRequest') return lose();
    const early = earlyAnswer(fault);
    if (early) {
      report('refused', early.status);
      return early;
    }
    const result = perform(context, raw, fault, work);
    if (fault?.kind === 'lostAnswer') return lose();
    if (fault?.kind === 'timeout') await ports.sleep(fault.ms);
    if (result instanceof GatewayError) return refuse(result);
    if (fault?.kind === 'systemErrorCommitted') return refuse(new GatewayError('SYSTEM_ERROR'));
    if (fault?.kind === 'limitedCommitted') return refuse(new GatewayError('FREQUENCY_LIMITED'));
    report('verified', result.reply.status);
    return success(result.call, result.reply, context.req.header('wechatpay-serial'), fault);
  };

  function earlyAnswer(fault: RequestFault | undefined): Response | undefined {
    if (fault?.kind !== 'http') return undefined;
    if (fault.status === 502)
      return new Response(
        '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
        { status: 502, headers: { 'Content-Type': 'text/html' } },
      );
    if (fault.status === 500) return new Response('', { status: 500 });
    return failure(new GatewayError(fault.status === 429 ? 'FREQUENCY_LIMITED' : 'SERVICE_UNAVAILABLE'));
  }

  return { endpoint, failure };
}

/** 把状态换成没见过的值，并多一个没见过的字段。 */
function withUnknownEnum(json: JsonObject): JsonObject {
  const renamed = Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, key === 'trade_state' || key === 'status' ? 'FUTURE_STATE' : value]),
  );
  return { ...renamed, future_field: { note: '将来才有的字段' } };
}
