/** 一个通知在账本里的样子，与协议要给出的部分；投递见 notifier.ts。 */
import type { DeliveryAnswer, OutgoingRequest } from './delivery';

export type NoticeState = 'PENDING' | 'ACKED' | 'GAVE_UP' | 'SUPPRESSED';

/** 账本里一个通知的投递情况；内容由各协议另加。 */
export interface NoticeRecord {
  /** 各次重发不变 */
  readonly id: string;
  /** 产生的次序；同时到期时按它投递 */
  readonly sequence: number;
  readonly outTradeNo: string;
  readonly url: string;
  readonly createdAt: number;
  readonly state: NoticeState;
  /** 下一次投递的时间，毫秒 */
  readonly dueAt: number;
  readonly attempts: readonly { readonly at: number; readonly status: number; readonly acked: boolean }[];
  /** 剧本：每次投递并行发几份 */
  readonly copies: number;
  /** 剧本：真正的通知之前先发的假通知 */
  readonly preludes: readonly string[];
  /** 剧本：等下一个通知先投递 */
  readonly held: boolean;
}
export type NoticeOf<Content> = NoticeRecord & Content;

/** 一轮投递之后的通知，与这一轮的结果。 */
export type DeliveryReportOf<Content> = Omit<NoticeRecord, 'preludes'> &
  Content & {
    readonly attempt: number;
    /** 每一份得到的回答；超时或连不上的状态为 0 */
    readonly answers: readonly DeliveryAnswer[];
    readonly statuses: readonly number[];
    readonly acked: boolean;
    /** 下一次投递的时间，毫秒；已确认或放弃时没有 */
    readonly nextAt?: number;
    readonly preludes: readonly Prelude[];
  };
export type Prelude = { readonly variant: string } & DeliveryAnswer;

/** 一个通知给人看的样子。 */
export interface NoticeLine {
  readonly id: string;
  readonly out_trade_no: string;
  /** 协议里这是哪一种 */
  readonly notice: string;
  readonly state: NoticeState;
  /** 下一次投递的时间，毫秒 */
  readonly due_at: number;
  readonly attempts: NoticeRecord['attempts'];
}

/** 协议决定的部分。 */
export interface NoticeProtocol<Content> {
  newId(createdAt: number): string;
  /** 事件里这是哪一种通知 */
  label(content: Content): string;
  /** 首次投递失败之后的各次间隔，毫秒 */
  intervals(notice: NoticeOf<Content>): readonly number[];
  acknowledged(answer: DeliveryAnswer, notice: NoticeOf<Content>): boolean;
  /** 一次投递的请求；每次都重新签名。variant 缺省为真的 */
  request(notice: NoticeOf<Content>, now: number, variant?: string): OutgoingRequest;
}

/** 剧本对一个通知的安排；别的种类由各协议自己处理。 */
export interface ScriptedDelivery {
  readonly kind: string;
  readonly count?: number;
  readonly ms?: number;
  readonly variant?: string;
}
