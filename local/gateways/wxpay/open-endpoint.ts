/** 开放接口的一次来回（docs/protocols/wxpay.md §12）：HTTP 总是 200，成败在 errcode 里，应答没有签名。 */
import type { Context } from 'hono';
import { badGateway, createExchange, type ExchangePorts } from '../kit/exchange';
import type { FaultContext } from '../kit/fault-script';
import type { Operation, RequestFault } from './faults';
import { OpenApiError } from './open-api-error';

export type Fields = Readonly<Record<string, string>>;

export interface OpenCall {
  /** 路径，不含查询串 */
  readonly path: string;
  readonly query: Fields;
  /** 正文，逐字节 */
  readonly raw: Buffer;
  /** 正文解开之后；不是 JSON 对象时没有 */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}
export type OpenEndpoint = (
  operation: Exclude<Operation, 'callback'>,
  work: (call: OpenCall) => object,
) => (context: Context) => Promise<Response>;

function objectIn(raw: Buffer): OpenCall['body'] {
  try {
    const parsed = JSON.parse(raw.toString('utf8')) as unknown;
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** @throws OpenApiError 47001 正文不是 JSON 对象 */
export function bodyOf({ body }: OpenCall): Readonly<Record<string, unknown>> {
  if (!body) throw new OpenApiError(47001, 'data format error');
  return body;
}

/** 发货信息的单号在 order_key 里。 */
function shippedIn(body: OpenCall['body']): string | undefined {
  const key = body?.['order_key'] as { out_trade_no?: unknown } | null | undefined;
  return typeof key?.out_trade_no === 'string' ? key.out_trade_no : undefined;
}

function numbersIn(context: Context, body: OpenCall['body']): FaultContext {
  const pick = (name: string): string | undefined => (typeof body?.[name] === 'string' ? (body[name] as string) : undefined);
  return {
    outTradeNo: pick('order_id') ?? pick('merchant_trade_no') ?? shippedIn(body),
    outRefundNo: pick('refund_order_id'),
    method: context.req.method,
    path: context.req.path,
  };
}

export function createOpenEndpoints(ports: ExchangePorts<Operation, RequestFault>): OpenEndpoint {
  const answer = (error: OpenApiError): Response =>
    Response.json({ errcode: error.errcode, errmsg: `${error.message} rid: ${Date.now().toString(16)}` });
  const run = createExchange<Operation, RequestFault, OpenApiError>(ports, {
    isRefusal: (error) => error instanceof OpenApiError,
    codeOf: ({ errcode }) => String(errcode),
    early(fault) {
      if (fault.kind !== 'http') return undefined;
      if (fault.status === 502) return badGateway();
      if (fault.status === 500) return new Response('', { status: 500 });
      return answer(new OpenApiError(fault.status === 429 ? 45011 : -1, 'system error'));
    },
    refusal: (fault) => (fault.kind === 'errcode' ? new OpenApiError(fault.errcode, 'scripted') : undefined),
    denial: (fault) => (fault.kind === 'systemErrorCommitted' ? new OpenApiError(-1, 'system error') : undefined),
  });
  const cut = (text: string, fault: RequestFault | undefined): string =>
    fault?.kind === 'truncated' ? text.slice(0, Math.floor(text.length / 2)) : text;

  return (operation, work) => async (context) => {
    const raw = Buffer.from(await context.req.arrayBuffer());
    const body = objectIn(raw);
    return run(context, {
      operation,
      numbers: numbersIn(context, body),
      admit: (): OpenCall => ({ path: context.req.path, query: context.req.query(), raw, body }),
      work,
      // 微信这几个接口的 Content-Type 是 text/plain。
      answer: (result, _call, fault) => new Response(cut(JSON.stringify(result), fault), { headers: { 'content-type': 'text/plain' } }),
      refuse: answer,
    });
  };
}
