/**
 * HTTP 请求 ↔ 一次调用（docs/protocols/alipay.md §1.4、§2、§10）：JSON 接口的 HTTP 状态永远是 200，Content-Type 是 text/html；
 * 页面接口（wap、page）成功时跳走，出错时是一张 GBK 网页。
 */
import type { Context } from 'hono';
import { badGateway, createExchange, fromTheFuture, type ExchangePorts as KitPorts } from '../kit/exchange';
import { admit, findApp, readBizContent, type RegisteredApp } from './admission';
import type { Authorizations } from './authorizations';
import { envelope, ENVELOPE_FLAWS, errorPage, rootOf, successNode, type EnvelopeKeys } from './envelope';
import { GatewayError, type NodeFields } from './errors';
import type { FaultNumbers, Operation, RequestFault } from './faults';
import type { AlipayApp } from './options';
import { readParameters, type Received } from './parameters';

export type RequestOperation = Exclude<Operation, 'callback'>;

/** 进门检查通过的一次调用。 */
export interface Call {
  readonly app: AlipayApp;
  readonly biz: unknown;
  /** 全部参数：业务参数在最外层的接口用 */
  readonly all: Received['all'];
  readonly notifyUrl?: string;
  readonly returnUrl?: string;
}
/** JSON 接口回答节点；授权类的节点没有 code、错误写在 error_response 里（§4.17）；页面接口回答要去的地址。 */
export type Endpoint =
  | { readonly operation: RequestOperation; readonly work: (call: Call) => NodeFields }
  | { readonly operation: RequestOperation; readonly grant: (call: Call) => NodeFields }
  | { readonly operation: RequestOperation; readonly page: (call: Call) => string };

export interface ExchangePorts extends KitPorts<Operation, RequestFault> {
  readonly apps: ReadonlyMap<string, RegisteredApp>;
  readonly keysFor: (app: AlipayApp) => EnvelopeKeys;
  readonly timestampToleranceMs: number | undefined;
  readonly authorizations: Pick<Authorizations, 'actingFor'>;
  readonly now: () => number;
}

const LOGIN = 'alipay.system.oauth.token';
const HTML = 'text/html;charset=utf-8';
const STATUS_FIELDS = /(?:^|_)status$/;

function numbersIn(received: Received): FaultNumbers {
  let biz: Record<string, unknown> = {};
  try {
    biz = (JSON.parse(received.all['biz_content'] ?? '{}') ?? {}) as Record<string, unknown>;
  } catch {
    // 正文不是 JSON：没有编号可用。
  }
  const pick = (name: string): string | undefined => (typeof biz[name] === 'string' ? biz[name] : undefined);
  // 转账的业务单号在故障与记录里也叫 outTradeNo：它就是这件事的单号。
  return { outTradeNo: pick('out_trade_no') ?? pick('out_biz_no'), outRequestNo: pick('out_request_no') };
}

const DENIALS = { unknownCommitted: 'isp.unknow-error', systemErrorCommitted: 'ACQ.SYSTEM_ERROR' } as const;
const isDenial = (kind: string): kind is keyof typeof DENIALS => Object.hasOwn(DENIALS, kind);

/** 成功的节点，与剧本对它的改动。 */
function nodeOf(fields: NodeFields, fault: RequestFault | undefined): NodeFields {
  const node = successNode(fault?.kind === 'fundChangeN' && 'fund_change' in fields ? { ...fields, fund_change: 'N' } : fields);
  return fault?.kind === 'unknownEnum' ? fromTheFuture(node, STATUS_FIELDS, '将来才有的字段') : node;
}

export interface AlipayExchange {
  readonly handle: (context: Context) => Promise<Response>;
  /** 不经 HTTP 的检查：App 的订单串 */
  readonly admitted: (received: Received) => Call;
}

export function createHandler(ports: ExchangePorts, endpoints: Readonly<Record<string, Endpoint>>): AlipayExchange {
  const { store, apps, now } = ports;
  const run = createExchange<Operation, RequestFault, GatewayError>(ports, {
    isRefusal: (error) => error instanceof GatewayError,
    codeOf: (error) => error.subCode,
    early(fault) {
      if (fault.kind !== 'http') return undefined;
      return fault.status === 500 ? new Response('', { status: 500, headers: { 'content-type': 'text/html' } }) : badGateway(fault.status);
    },
    refusal: (fault) => (fault.kind === 'error' ? new GatewayError(fault.subCode, fault.message) : undefined),
    denial: ({ kind }) => (isDenial(kind) ? new GatewayError(DENIALS[kind]) : undefined),
  });

  const admitted = (received: Received): Call => {
    const app = findApp(received.all, apps);
    admit(received, app, { now: now(), timestampToleranceMs: ports.timestampToleranceMs });
    // 令牌在签名之后才看；换登录凭证的接口不用它。
    const token = received.all['app_auth_token'] ?? '';
    const acting = token === '' && received.all['method'] === LOGIN ? app : ports.authorizations.actingFor(app, token);
    const optional = (name: string): string | undefined => (received.all[name] ? received.all[name] : undefined);
    return {
      app: acting,
      biz: readBizContent(received.all),
      all: received.all,
      notifyUrl: optional('notify_url'),
      returnUrl: optional('return_url'),
    };
  };

  function json(root: string, node: NodeFields, received: Received, fault: RequestFault | undefined, unsigned = false): Response {
    const app = apps.get(received.all['app_id'] ?? '');
    const flaw = ENVELOPE_FLAWS.find((kind) => kind === fault?.kind);
    const body = envelope(root, node, app && !unsigned ? ports.keysFor(app) : undefined, flaw);
    return new Response(body, {
      headers: { 'content-type': HTML, trace_id: store.nextNumber('trace').toString(16).padStart(32, '0') },
    });
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

  async function handle(context: Context): Promise<Response> {
    const received = await readParameters(context);
    const method = received.all['method'] ?? '';
    const endpoint = Object.hasOwn(endpoints, method) ? endpoints[method] : undefined;
    if (!endpoint) return refuseMethod(received, method);
    const { operation } = endpoint;
    const numbers = numbersIn(received);
    const admit = (): Call => admitted(received);
    if ('page' in endpoint)
      return run(context, {
        operation,
        numbers,
        admit,
        work: endpoint.page,
        answer: (location) => context.redirect(location, 302),
        refuse: errorPage,
      });
    if ('grant' in endpoint)
      return run(context, {
        operation,
        numbers,
        admit,
        work: endpoint.grant,
        answer: (fields, _call, fault) => json(rootOf(method), fields, received, fault),
        refuse: (error, fault) => json('error_response', error.node(), received, fault, error.unsigned),
      });
    return run(context, {
      operation,
      numbers,
      admit,
      work: endpoint.work,
      answer: (fields, _call, fault) => json(rootOf(method), nodeOf(fields, fault), received, fault),
      refuse: (error, fault) => json(rootOf(method), error.node(), received, fault, error.unsigned),
    });
  }

  return { handle, admitted };
}
