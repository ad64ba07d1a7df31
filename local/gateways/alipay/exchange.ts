/**
 * 一次请求的来回（docs/protocols/alipay.md §1.4、§2、§10）：取故障 → 进门检查 → 在一个账本事务里执行 → 签名回答。
 * JSON 接口的 HTTP 状态永远是 200，Content-Type 是 text/html；页面接口（wap、page）出错时是一张 GBK 网页。
 */
import type { Context } from 'hono';
import { resetConnection } from '../kit/lost-connection';
import { admit, findApp, readBizContent, type RegisteredApp } from './admission';
import { envelope, rootOf, successNode, type EnvelopeKeys } from './envelope';
import { GatewayError, type NodeFields } from './errors';
import { flawOf, takeRequestFault, type AlipayFaultScript, type FaultContext, type Operation, type RequestFault } from './faults';
import type { Ledger } from './ledger';
import type { AlipayApp, EventDetail } from './options';
import { readParameters, type Received } from './parameters';

export type RequestOperation = Exclude<Operation, 'callback'>;

/** 进门检查通过的一次调用。 */
export interface Call {
  readonly app: AlipayApp;
  readonly biz: unknown;
  readonly notifyUrl?: string;
  readonly returnUrl?: string;
}
/** JSON 接口回答节点；页面接口回答要去的地址。 */
export type Work = (call: Call) => NodeFields;
export type PageWork = (call: Call) => { readonly location: string };
export type Endpoint =
  { readonly operation: RequestOperation; readonly work: Work } | { readonly operation: RequestOperation; readonly page: PageWork };

export interface ExchangePorts {
  readonly ledger: Ledger;
  readonly apps: ReadonlyMap<string, RegisteredApp>;
  readonly faults: AlipayFaultScript;
  readonly keysFor: (app: AlipayApp) => EnvelopeKeys;
  readonly timestampToleranceMs: number | undefined;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly emit: (event: EventDetail) => void;
}

const HTML = 'text/html;charset=utf-8';
const BAD_GATEWAY = '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>';

/** 故障匹配用的编号；这时还没有验签，只用来挑剧本。 */
function numbersIn(received: Received): FaultContext {
  let biz: Record<string, unknown> = {};
  try {
    biz = (JSON.parse(received.all['biz_content'] ?? '{}') ?? {}) as Record<string, unknown>;
  } catch {
    // 正文不是 JSON：没有编号可用。
  }
  const pick = (name: string): string | undefined => (typeof biz[name] === 'string' ? biz[name] : undefined);
  return { outTradeNo: pick('out_trade_no'), outRequestNo: pick('out_request_no') };
}

/** 非 ASCII 写成数字实体：这张网页的字节在 GBK 与 UTF-8 里相同（§2.1 页面出错时是 GBK）。 */
function errorPage(error: GatewayError): Response {
  const text = `调试错误，请回到请求来源地，重新发起请求。错误代码 ${error.subCode}：${error.message}`;
  const ascii = [...text].map((char) => (/[\x20-\x7e]/.test(char) && !'<>&"'.includes(char) ? char : `&#${char.codePointAt(0)};`)).join('');
  return new Response(
    `<!doctype html><html><head><meta charset="GBK"><meta name="viewport" content="width=device-width,initial-scale=1"></head><body><p id="error">${ascii}</p></body></html>`,
    { headers: { 'content-type': 'text/html;charset=GBK' } },
  );
}

/** 状态换成没见过的值，并多一个没见过的字段。 */
function withUnknownEnum(node: NodeFields): NodeFields {
  return {
    ...Object.fromEntries(Object.entries(node).map(([key, value]) => [key, /_status$/.test(key) ? 'FUTURE_STATE' : value])),
    future_field: '将来才有的字段',
  };
}

/** 进门检查之后执行；业务上的拒绝都发生在写入之前，照常提交（读取时的自动关闭不该被回滚）。 */
function commit<T>(ledger: Ledger, work: () => T): T {
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

export interface Exchange {
  readonly handle: (context: Context) => Promise<Response>;
  /** 不经 HTTP 的检查：App 的订单串 */
  readonly admitted: (received: Received) => Call;
}

export function createExchange(ports: ExchangePorts, endpoints: Readonly<Record<string, Endpoint>>): Exchange {
  const { ledger, apps, faults, now } = ports;

  const admitted = (received: Received): Call => {
    const app = findApp(received.all, apps);
    admit(received, app, { now: now(), timestampToleranceMs: ports.timestampToleranceMs });
    const optional = (name: string): string | undefined => (received.all[name] ? received.all[name] : undefined);
    return { app, biz: readBizContent(received.all), notifyUrl: optional('notify_url'), returnUrl: optional('return_url') };
  };

  /** 拒绝作为值返回，好让「回答丢失」对成功与拒绝一视同仁。 */
  function perform<T>(received: Received, fault: RequestFault | undefined, work: (call: Call) => T): T | GatewayError {
    try {
      const call = admitted(received);
      if (fault?.kind === 'error') throw new GatewayError(fault.subCode, fault.message);
      return commit(ledger, () => work(call));
    } catch (error) {
      if (error instanceof GatewayError) return error;
      throw error;
    }
  }

  function json(root: string, node: NodeFields, received: Received, fault: RequestFault | undefined, unsigned = false): Response {
    const app = apps.get(received.all['app_id'] ?? '');
    const body = envelope(root, node, app && !unsigned ? ports.keysFor(app) : undefined, flawOf(fault));
    return new Response(body, {
      headers: { 'content-type': HTML, trace_id: ledger.store.nextNumber('trace').toString(16).padStart(32, '0') },
    });
  }

  async function handle(context: Context): Promise<Response> {
    const received = await readParameters(context);
    const method = received.all['method'] ?? '';
    const endpoint = Object.hasOwn(endpoints, method) ? endpoints[method] : undefined;
    if (!endpoint) return refuseMethod(received, method);
    const numbers = numbersIn(received);
    const { operation } = endpoint;
    const fault = takeRequestFault(faults, operation, numbers);
    const report = (outcome: 'verified' | 'refused' | 'lost', error?: GatewayError): void =>
      ports.emit({ kind: 'request', operation, outTradeNo: numbers.outTradeNo, outcome, subCode: error?.subCode, fault: fault?.kind });
    const lose = (): Response => {
      report('lost');
      return resetConnection(context);
    };
    if (fault?.kind === 'lostRequest') return lose();
    if (fault?.kind === 'http') {
      report('refused');
      return new Response(fault.status === 500 ? '' : BAD_GATEWAY, { status: fault.status, headers: { 'content-type': 'text/html' } });
    }
    const result = perform(received, fault, (call): NodeFields | { location: string } =>
      'page' in endpoint ? endpoint.page(call) : endpoint.work(call),
    );
    if (fault?.kind === 'lostAnswer') return lose();
    if (fault?.kind === 'timeout') await ports.sleep(fault.ms);
    const refuse = (error: GatewayError): Response => {
      report('refused', error);
      return 'page' in endpoint ? errorPage(error) : json(rootOf(method), error.node(), received, fault, error.unsigned);
    };
    if (result instanceof GatewayError) return refuse(result);
    if (fault?.kind === 'unknownCommitted') return refuse(new GatewayError('isp.unknow-error'));
    if (fault?.kind === 'systemErrorCommitted') return refuse(new GatewayError('ACQ.SYSTEM_ERROR'));
    report('verified');
    if ('page' in endpoint) return context.redirect(String((result as { location: string }).location), 302);
    const node = successNode(fault?.kind === 'fundChangeN' && 'fund_change' in result ? { ...result, fund_change: 'N' } : result);
    return json(rootOf(method), fault?.kind === 'unknownEnum' ? withUnknownEnum(node) : node, received, fault);
  }

  /** 没有这个方法：app_id 仍然先查（§10）。 */
  function refuseMethod(received: Received, method: string): Response {
    let error = new GatewayError(method === '' ? 'isv.missing-method' : 'isv.invalid-method');
    try {
      findApp(received.all, apps);
    } catch (reason) {
      if (!(reason instanceof GatewayError)) throw reason;
      error = reason;
    }
    return json('error_response', error.node(), received, undefined, error.unsigned);
  }

  return { handle, admitted };
}
