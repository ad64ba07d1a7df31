/**
 * 一个单号可以请求许多次（同号再来、求证之后重发），网关的拒绝只说它那一次：别的一次若还在路上，随后到了就会成。
 * 所以拒绝要作数，先得确知没有别的一次在路上；不作数的当作不明，晚一点再问。
 * 每一次去请求之前都在那一行上记下时间与第几次（比较并交换），谁先谁后、有没有别人都看得出来。
 */
import type { Clock } from '../kernel/clock';

/** 长过任何一个云函数的超时：过了这么久，请求不会还在路上。 */
export const IN_FLIGHT_MS = 130_000;

/** 写在被请求的那一行上；早先的行没有。 */
export interface Submitted {
  /** 最近一次去请求网关的时间，毫秒；0 = 没有在路上的 */
  readonly submit_date?: number;
  /** 去请求过几次 */
  readonly submits?: number;
}

/** 自己的这一次。 */
export interface Submission {
  readonly nth: number;
  /** 先前的都不会还在路上 */
  readonly alone: boolean;
}

/** 又去请求一次：与它同一次写入的 `set`，与自己的这一次。 */
export function nextSubmission(
  { now }: Pick<Clock, 'now'>,
  { submit_date = 0, submits = 0 }: Submitted,
): { readonly set: Required<Submitted>; readonly submission: Submission } {
  const nth = submits + 1;
  return { set: { submit_date: now(), submits: nth }, submission: { nth, alone: now() - submit_date > IN_FLIGHT_MS } };
}

/** 这一次的拒绝作数：先前的都不在路上，之后也没有人再去过。`row` 是要写结论的那一行。 */
export const isConclusive = ({ submits = 0 }: Submitted, { nth, alone }: Submission): boolean => alone && submits === nth;

/** 再来一次就作数的时间，毫秒。 */
export const conclusiveFrom = ({ submit_date = 0 }: Submitted): number => submit_date + IN_FLIGHT_MS + 1000;

/**
 * 再去一次也听不出结论：重发过的一次也许还在路上。先等它，只查询：有人守着页面一遍遍地问，也不会一遍遍地请求、把结论越推越晚。
 */
export const mustWait = ({ now }: Pick<Clock, 'now'>, { submit_date = 0, submits = 0 }: Submitted): boolean =>
  submits > 1 && now() - submit_date <= IN_FLIGHT_MS;

/** 拒绝作了数：没有在路上的了，从头数起。 */
export const NOT_UNDERWAY = { submit_date: 0, submits: 0 } as const;
