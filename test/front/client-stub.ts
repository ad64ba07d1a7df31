// 前端测试用的假云端：按 uniCloud 的 /client 协议应答（docs/protocols/unicloud.md §3.2–3.3），记下每一次服务调用。
import { createHash } from 'node:crypto';

export interface ServiceCall {
  readonly name: string;
  readonly url: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly token: string | undefined;
  readonly platform: string | undefined;
}

export type Services = Readonly<Record<string, (data: Readonly<Record<string, unknown>>, call: ServiceCall) => unknown>>;

interface ClientBody {
  readonly method: string;
  readonly params: string;
}

export interface ClientStub {
  readonly calls: ServiceCall[];
  /** 请求体 → 应答体 */
  handle(body: unknown): object;
  callsTo(url: string): ServiceCall[];
}

/** @param services 服务路径（如 `pay/kh/createPayment`）→ 答复 */
export function createClientStub(services: Services): ClientStub {
  const calls: ServiceCall[] = [];
  return {
    calls,
    callsTo: (url) => calls.filter((call) => call.url === url),
    handle(body) {
      const { method, params } = (typeof body === 'string' ? JSON.parse(body) : body) as ClientBody;
      if (method === 'serverless.auth.user.anonymousAuthorize') {
        return { success: true, data: { accessToken: createHash('md5').update(params).digest('hex') } };
      }
      const { functionTarget, functionArgs } = JSON.parse(params) as {
        functionTarget: string;
        functionArgs: { $url: string; data?: Record<string, unknown>; uniIdToken?: string; clientInfo?: { PLATFORM?: string } };
      };
      const call: ServiceCall = {
        name: functionTarget,
        url: functionArgs.$url,
        data: functionArgs.data ?? {},
        token: functionArgs.uniIdToken,
        platform: functionArgs.clientInfo?.PLATFORM,
      };
      calls.push(call);
      const service = services[call.url];
      const data = service ? service(call.data, call) : { code: 40001, msg: `没有 ${call.url}`, action: '' };
      return { success: true, data, header: { 'x-serverless-request-id': `stub-${calls.length}` } };
    },
  };
}

const NOW = Date.UTC(2026, 10, 23, 12, 0, 0);

/** 一张订单给付款人看的样子；按需覆盖。 */
export function orderView(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    out_trade_no: 'VP20261123200000ABCDEFGHJK',
    provider: 'wxpay',
    platform: 'h5',
    pay_type: 'wxpay_h5',
    type: 'goods',
    subject: '手工马克杯',
    total_fee: 1200,
    refund_fee: 0,
    refunding_fee: 0,
    status: 'PROCESSING',
    fulfil_status: 'NONE',
    create_date: NOW,
    expire_date: NOW + 1_800_000,
    history: [
      { from: null, to: 'NOTPAY', reason: 'created', source: 'create', at: NOW, requestId: 'r1' },
      { from: 'NOTPAY', to: 'PROCESSING', reason: 'gateway_accepted', source: 'create', at: NOW + 300, requestId: 'r1' },
    ],
    ...overrides,
  };
}

/** queryPayment 的答复。 */
export function queryAnswer(order: Record<string, unknown>, server_date: number = NOW): Record<string, unknown> {
  const status = order['status'];
  return {
    code: 0,
    msg: 'ok',
    requestId: 'stub',
    trade_state: status,
    total_fee: order['total_fee'],
    orderPaid: status === 'SUCCESS' || status === 'REFUND',
    server_date,
    order,
    data: { trade_state: status, total_fee: order['total_fee'] },
  };
}
