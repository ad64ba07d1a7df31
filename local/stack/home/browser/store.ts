/** 页面知道的一切：每个网关的订单、通知、故障，最近的来回，时间线。变了就通知各栏重画自己。 */
import type { OrderLine } from '../../../gateways/kit/control';
import type { WaitLine } from '../../../gateways/kit/waiting';
import type { NoticeLine } from '../../../gateways/kit/notice';
import type { ExchangeSummary, FeedLine, HomeAbout } from '../shapes';
import { api, type Gateway, type GatewayAbout, type PendingFault } from './api';

export interface GatewayState extends Gateway {
  readonly about: GatewayAbout;
  readonly orders: readonly OrderLine[];
  readonly waiting: readonly WaitLine[];
  readonly notices: readonly NoticeLine[];
  readonly faults: readonly PendingFault[];
}

/** 各栏 */
export type Topic = 'gateways' | 'lines' | 'exchanges' | 'status' | 'filter';

const LINES_KEPT = 500;
/** 事件常常一来就是一串，等它们来完再去取 */
const SETTLE_MS = 150;
const SAID_MS = 4000;

export class Store {
  about: HomeAbout = { gateways: [], timers: [], site: false };
  gateways: readonly GatewayState[] = [];
  lines: readonly FeedLine[] = [];
  exchanges: readonly ExchangeSummary[] = [];
  connected = false;
  /** 最近一次没做成的事；空的是没有 */
  trouble = '';
  /** 刚刚做成的事；过一会儿就不说了 */
  said = '';
  /** 只看这张订单；空的是全部 */
  onlyOrder = '';
  detailed = false;
  private readonly listeners = new Map<Topic, (() => void)[]>();
  private timer: number | undefined;
  private silence: number | undefined;
  private incoming: FeedLine[] = [];

  on(topic: Topic, listener: () => void): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), listener]);
  }
  private tell(...topics: readonly Topic[]): void {
    for (const topic of topics) for (const listener of this.listeners.get(topic) ?? []) listener();
  }

  /** 做一件事，做完重新取；没做成就说出来。 */
  async act(work: () => Promise<unknown>, done: string): Promise<void> {
    try {
      await work();
      this.say(done, '');
    } catch (error) {
      this.complain(error);
    }
    await this.refresh();
  }

  private say(said: string, trouble: string): void {
    this.said = said;
    this.trouble = trouble;
    window.clearTimeout(this.silence);
    if (said !== '') this.silence = window.setTimeout(() => this.say('', this.trouble), SAID_MS);
    this.tell('status');
  }
  private complain(error: unknown): void {
    this.say('', error instanceof Error ? error.message : String(error));
  }

  look(onlyOrder: string): void {
    this.onlyOrder = onlyOrder;
    this.tell('filter', 'lines', 'exchanges');
  }

  setDetailed(detailed: boolean): void {
    this.detailed = detailed;
    this.tell('lines');
  }

  async start(): Promise<void> {
    await this.refresh();
    const source = new EventSource('/simulator/home/lines');
    source.addEventListener('open', () => {
      this.connected = true;
      this.tell('status');
      this.later();
    });
    source.addEventListener('error', () => {
      this.connected = false;
      this.tell('status');
    });
    source.addEventListener('message', (event) => {
      this.incoming.push(JSON.parse(event.data as string) as FeedLine);
      this.later();
    });
  }

  /** 过一会儿：把来的几行放进去，再取一遍。 */
  private later(): void {
    this.timer ??= window.setTimeout(() => {
      this.timer = undefined;
      const known = this.lines.at(-1)?.id ?? 0;
      // 本地系统重新启动过，编号从头来。
      const restarted = this.incoming.some((line) => line.id < known) && this.incoming.every((line) => line.id <= known);
      this.lines = [...(restarted ? [] : this.lines), ...this.incoming].slice(-LINES_KEPT);
      this.incoming = [];
      this.tell('lines');
      void this.refresh();
    }, SETTLE_MS);
  }

  async refresh(): Promise<void> {
    try {
      if (this.about.gateways.length === 0) this.about = await api.about();
      this.gateways = await Promise.all(
        this.about.gateways.map(async (gateway): Promise<GatewayState> => {
          const known = this.gateways.find(({ name }) => name === gateway.name)?.about;
          const [about, orders, waiting, notices, faults] = await Promise.all([
            known ?? api.gateway(gateway),
            api.orders(gateway),
            api.waiting(gateway),
            api.notices(gateway),
            api.faults(gateway),
          ]);
          return { ...gateway, about, orders, waiting, notices, faults };
        }),
      );
      this.exchanges = await api.exchanges();
      this.tell('gateways', 'exchanges', 'status');
    } catch (error) {
      this.complain(error);
    }
  }
}
