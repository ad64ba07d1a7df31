/** 与服务端说话：首页自己的几样，与每个网关的控制入口。 */
import type { FaultCatalogue } from '../../../gateways/kit/fault-catalogue';
import type { OrderLine } from '../../../gateways/kit/control';
import type { WaitLine } from '../../../gateways/kit/waiting';
import type { NoticeLine } from '../../../gateways/kit/notice';
import type { Exchange, ExchangeSummary, HomeAbout } from '../shapes';

export type Gateway = HomeAbout['gateways'][number];
export interface GatewayAbout {
  readonly actions: readonly string[];
  readonly faults: FaultCatalogue;
}
export interface PendingFault {
  readonly operation: string;
  readonly fault: { readonly kind: string } & Readonly<Record<string, unknown>>;
  readonly left: number | null;
}

const HOME = '/simulator/home';

/** @throws Error 消息可以直接给人看 */
async function ask<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new Error('连不上本地系统，它可能已经停了');
  }
  const value: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) throw new Error((value as { message?: string } | undefined)?.message ?? `没有做成（${answer.status}）`);
  return value as T;
}

export const api = {
  about: () => ask<HomeAbout>(`${HOME}/about`),
  exchanges: () => ask<{ exchanges: ExchangeSummary[] }>(`${HOME}/exchanges`).then(({ exchanges }) => exchanges),
  exchange: (id: number) => ask<Exchange>(`${HOME}/exchanges/${id}`),
  runTimer: (name: string) => ask<{ result: unknown }>(`${HOME}/timers/${encodeURIComponent(name)}`, 'POST'),
  gateway: ({ base }: Gateway) => ask<GatewayAbout>(`${base}/about`),
  orders: ({ base }: Gateway) => ask<{ orders: OrderLine[] }>(`${base}/orders`).then(({ orders }) => orders),
  waiting: ({ base }: Gateway) => ask<{ waiting: WaitLine[] }>(`${base}/waiting`).then(({ waiting }) => waiting),
  notices: ({ base }: Gateway) => ask<{ notices: NoticeLine[] }>(`${base}/notices`).then(({ notices }) => notices),
  faults: ({ base }: Gateway) => ask<{ pending: PendingFault[] }>(`${base}/faults`).then(({ pending }) => pending),
  addFault: ({ base }: Gateway, rule: object) => ask(`${base}/faults`, 'POST', rule),
  clearFaults: ({ base }: Gateway) => ask(`${base}/faults`, 'DELETE'),
  sendNotice: ({ base }: Gateway, id: string) => ask(`${base}/notices/${encodeURIComponent(id)}/send`, 'POST'),
  /** 付款人的动作、网关自己的动作：各网关的控制动作 */
  act: ({ base }: Gateway, action: string, input: object) => ask(`${base}/${action}`, 'POST', input),
};
