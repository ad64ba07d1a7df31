/**
 * 一个模拟网关的地基与外壳：时钟、账本、事件、投递、轮询、启停。各网关在中间装上自己的协议。
 */
import { Hono } from 'hono';
import { deliverByFetch, type Deliver } from './delivery';
import type { Emit, GatewayEvent } from './events';
import { createLateArrivals, type LateArrivals } from './late-arrivals';
import { createExchangeLog, type ExchangeLog, type LoggedExchange } from './exchange-log';
import { openLedgerStore, type LedgerStore } from './ledger-store';
import { fetchOrReset } from './lost-connection';
import type { DeliveryReportOf } from './notice';
import type { Notifier } from './notifier';
import { createPoller } from './schedule';

/** 每个网关都有的选项。 */
export interface GatewayOptions<Operation extends string, Subject extends string> {
  /** ':memory:' 或文件；账本与未完成的通知重启后继续 */
  readonly dataFile: string;
  /** 毫秒 */
  readonly clock?: () => number;
  /** 收银台等地址的前缀，如 http://localhost:9099 */
  readonly publicBaseUrl: string;
  /** 通知重发等各种等待的时间压缩倍数；1 为文档上的时间 */
  readonly timeCompression?: number;
  /** 怎么投递通知；缺省为真实的 HTTP */
  readonly deliver?: Deliver;
  readonly onEvent?: (event: GatewayEvent<Operation, Subject>) => void;
  /** 等待真实时间（timeout 故障用） */
  readonly sleep?: (ms: number) => Promise<void>;
  /**
   * 测试用：网关读到请求（验过签）之后、提交之前等它完成；付款人在页面或控制接口上付款之前、通知投出之前也等。
   * 真网关在这段时间里照常处理别的请求。
   */
  readonly latency?: (operation: Operation | 'pay') => Promise<void>;
}

export interface Groundwork<Operation extends string, Subject extends string> {
  readonly app: Hono;
  readonly now: () => number;
  readonly compression: number;
  readonly store: LedgerStore;
  readonly emit: Emit<Operation, Subject>;
  readonly log: ExchangeLog<Operation>;
  readonly deliver: Deliver;
  readonly sleep: (ms: number) => Promise<void>;
  readonly latency: (operation: Operation | 'pay') => Promise<void>;
  readonly late: LateArrivals;
}

/** 等通知应答的时间，毫秒 */
const ANSWER_TIMEOUT_MS = 5000;

export function layGroundwork<Operation extends string, Subject extends string>(
  options: GatewayOptions<Operation, Subject>,
): Groundwork<Operation, Subject> {
  const now = options.clock ?? Date.now;
  const emit: Emit<Operation, Subject> = (event) => options.onEvent?.({ at: now(), ...event });
  return {
    app: new Hono(),
    now,
    compression: options.timeCompression ?? 1,
    store: openLedgerStore(options.dataFile),
    emit,
    log: createExchangeLog<Operation>(now, emit),
    deliver: options.deliver ?? deliverByFetch(ANSWER_TIMEOUT_MS),
    sleep: options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    latency: options.latency ?? (() => Promise.resolve()),
    late: createLateArrivals(now),
  };
}

/** 每个网关都有的动作。 */
export interface RunningGateway<Operation extends string, Content> {
  readonly app: Hono;
  /** 进程内调用 app；连接被故障断开时抛出 ECONNRESET，与网络上看到的一样 */
  fetch(request: Request): Promise<Response>;
  /** 最近收到的请求，先来的在前 */
  exchanges(outTradeNo?: string): readonly LoggedExchange<Operation>[];
  /** 下一件到期工作的时间，毫秒；测试据此拨动时钟 */
  nextDueAt(): number | undefined;
  /** 让到时间的单据出结果，并投递所有到期的通知 */
  deliverDue(): Promise<DeliveryReportOf<Content>[]>;
  /** 真实时间下自动投递 */
  start(): void;
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface Machinery<Content extends object> {
  readonly notifier: Notifier<Content>;
  /** 通知之外到时间就该发生的事，如退款出结果 */
  readonly due?: { readonly nextAt: () => number | undefined; readonly advance: () => void };
}

export function runGateway<Operation extends string, Subject extends string, Content extends object>(
  { app, now, store, log, late }: Groundwork<Operation, Subject>,
  { notifier, due }: Machinery<Content>,
): RunningGateway<Operation, Content> {
  const nextDueAt = (): number | undefined => {
    const times = [notifier.nextDueAt(), due?.nextAt(), late.nextAt()].filter((at) => at !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  };
  const deliverDue = (): Promise<DeliveryReportOf<Content>[]> => {
    late.landDue();
    if (due) store.transaction(due.advance);
    return notifier.deliverDue();
  };
  const poller = createPoller(() => (nextDueAt() ?? Infinity) <= now(), deliverDue);
  return {
    app,
    fetch: (request) => fetchOrReset((incoming) => app.fetch(incoming), request),
    exchanges: (outTradeNo) => log.entries(outTradeNo),
    nextDueAt,
    deliverDue,
    start: () => poller.start(),
    stop: () => poller.stop(),
    async close() {
      notifier.close();
      await poller.stop();
      store.close();
    },
  };
}
