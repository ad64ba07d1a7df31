/** 开发者首页与服务端之间的 JSON。 */
import type { Line } from '../timeline';

export interface HomeAbout {
  /** 模拟网关；各自的控制入口在 base 之下 */
  readonly gateways: readonly { readonly name: string; readonly title: string; readonly base: string }[];
  /** 有定时触发的云函数 */
  readonly timers: readonly string[];
  /** 同一个端口上有没有 H5 站点 */
  readonly site: boolean;
}

/** 时间线的一行，带着次序与时刻（毫秒）。 */
export interface FeedLine extends Line {
  readonly id: number;
  readonly at: number;
}

/** 一次来回里的一半。 */
export interface Message {
  /** 请求行或状态 */
  readonly head: string;
  readonly headers: Readonly<Record<string, string>>;
  /** 查询串，写成缩进的 JSON；没有就没有 */
  readonly query?: string;
  /** 能读懂的写成缩进的 JSON；长的截断 */
  readonly body: string;
}

/** 谁给谁发了什么、答了什么。 */
export interface Exchange {
  readonly id: number;
  /** 毫秒 */
  readonly at: number;
  readonly ms: number;
  readonly from: string;
  readonly to: string;
  /** 一句话：接口或服务 */
  readonly what: string;
  /** 说的是哪张订单；看不出来就没有 */
  readonly no?: string;
  /** 结果怎么说：HTTP 状态，或业务自己的码；连接断开时是「断开」 */
  readonly verdict: string;
  readonly good: boolean;
  readonly sent: Message;
  readonly answered: Message;
}
export type ExchangeSummary = Omit<Exchange, 'sent' | 'answered'>;
