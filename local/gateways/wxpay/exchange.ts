/**
 * HTTP 请求 ↔ 一次调用（docs/protocols/wxpay.md §10.1、§10.14）：逐字节的签名对象、JSON 正文、故障怎样变成回答。
 */
import type { Context } from 'hono';
import { badGateway, createExchange, type ExchangePorts as KitPorts } from '../kit/exchange';
import type { Multipart } from './complaint-shapes';
import { authorize, type MerchantKey } from './admission';
import { failure, success, type Reply } from './envelope';
import { GatewayError } from './errors';
import type { FaultNumbers, Operation, RequestFault } from './faults';
import type { JsonObject } from './model';
import type { WxpayMerchant } from './options';
import type { PlatformKeys } from './signature';

export interface ExchangePorts extends KitPorts<Operation, RequestFault> {
  readonly keys: PlatformKeys;
  readonly merchants: ReadonlyMap<string, MerchantKey>;
  readonly now: () => number;
  readonly legacySpelling: boolean;
}

/** 验签通过的一次调用。 */
export interface Call {
  readonly merchant: WxpayMerchant;
  readonly path: Readonly<Record<string, string>>;
  readonly query: JsonObject;
  readonly body: unknown;
  readonly header: (name: string) => string | undefined;
}
export type RequestOperation = Exclude<Operation, 'callback'>;
/** 把一个业务处理包成 HTTP 处理函数 */
export type Endpoint = (operation: RequestOperation, work: (call: Call) => Reply) => (context: Context) => Promise<Response>;

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

async function multipartIn(raw: Buffer, contentType: string | undefined): Promise<Multipart | undefined> {
  if (!/^multipart\/form-data\b/i.test(contentType ?? '')) return undefined;
  try {
    const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': contentType ?? '' } }).formData();
    const meta = form.get('meta');
    const file = form.get('file');
    const text = typeof meta === 'string' ? meta : ((await meta?.text()) ?? '');
    return { meta: text, file: file === null || typeof file === 'string' ? Buffer.alloc(0) : Buffer.from(await file.arrayBuffer()) };
  } catch {
    return { meta: '', file: Buffer.alloc(0) };
  }
}

/** 请求行里的路径与查询串，逐字节；进程内调用没有请求行，取自 URL。 */
function targetOf(context: Context): string {
  const raw = (context.env as { incoming?: { url?: string } } | undefined)?.incoming?.url;
  if (raw?.startsWith('/')) return raw;
  const { url } = context.req;
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}

function numbersIn(context: Context, raw: Buffer): FaultNumbers {
  let body: Record<string, unknown> = {};
  try {
    body = (JSON.parse(raw.toString('utf8')) ?? {}) as Record<string, unknown>;
  } catch {
    // 正文不是 JSON：没有编号可用。
  }
  const pick = (name: string): string | undefined => context.req.param(name) ?? (typeof body[name] === 'string' ? body[name] : undefined);
  // 转账与分账的业务单号在故障与记录里也叫 outTradeNo：它就是这件事的单号。
  return {
    outTradeNo: pick('out_trade_no') ?? pick('out_bill_no') ?? pick('out_return_no') ?? pick('out_order_no'),
    outRefundNo: pick('out_refund_no'),
    method: context.req.method,
    path: context.req.path,
  };
}

const DENIALS = { systemErrorCommitted: 'SYSTEM_ERROR', limitedCommitted: 'FREQUENCY_LIMITED' } as const;
const isDenial = (kind: string): kind is keyof typeof DENIALS => Object.hasOwn(DENIALS, kind);

export function createEndpoints(ports: ExchangePorts): Endpoint {
  const { keys, merchants, now, legacySpelling } = ports;
  const answer = (error: GatewayError): Response => failure(error, legacySpelling);
  const run = createExchange<Operation, RequestFault, GatewayError>(ports, {
    isRefusal: (error) => error instanceof GatewayError,
    codeOf: (error) => error.code,
    early(fault) {
      if (fault.kind !== 'http') return undefined;
      if (fault.status === 502) return badGateway();
      if (fault.status === 500) return new Response('', { status: 500 });
      return answer(new GatewayError(fault.status === 429 ? 'FREQUENCY_LIMITED' : 'SERVICE_UNAVAILABLE'));
    },
    refusal: (fault) => (fault.kind === 'error' ? new GatewayError(fault.code, fault) : undefined),
    denial: ({ kind }) => (isDenial(kind) ? new GatewayError(DENIALS[kind]) : undefined),
  });

  return (operation, work) => async (context) => {
    const received = Buffer.from(await context.req.arrayBuffer());
    const upload = await multipartIn(received, context.req.header('content-type'));
    // 上传文件时签的是 meta（§1.2）。
    const raw = upload ? Buffer.from(upload.meta, 'utf8') : received;
    const header = (name: string): string | undefined => context.req.header(name);
    return run(context, {
      operation,
      numbers: numbersIn(context, raw),
      admit: (): Call => ({
        merchant: authorize({ method: context.req.method, target: targetOf(context), body: raw, header }, merchants, now()),
        path: context.req.param() as Record<string, string>,
        query: Object.fromEntries(new URL(context.req.url).searchParams),
        // 正文在验签之后才读。
        body: upload ?? readJson(raw, header('content-type')),
        header,
      }),
      work,
      answer: (reply, { merchant }, fault) => success(reply, keys.forResponse(merchant.mode, header('wechatpay-serial')), now(), fault),
      refuse: answer,
    });
  };
}
