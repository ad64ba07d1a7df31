/** 一件定时任务的样子。每个任务都可以重复执行，几个实例同时跑也无害。 */
import type { Kernel } from '../kernel/kernel';

/** 一次任务做了多少、失败多少。 */
export interface JobResult {
  /** 看过几项 */
  readonly examined: number;
  /** 有变化的几项 */
  readonly changed: number;
  readonly failed: number;
  /** 时间用完时还没有做完 */
  readonly unfinished: boolean;
}

export interface Job {
  readonly name: string;
  /** 每隔多少分钟做一次。1 = 每次醒来都做；更久的以上一次真正做过的时间为准，错过整点也补得上 */
  readonly everyMinutes: number;
  /** 可以按片分给几个实例一起做；别的只由第一个做 */
  readonly shared?: true;
  /** @param deadline 毫秒时间戳；到点就停，剩下的下一轮再来 */
  run(k: Kernel, deadline: number): Promise<JobResult>;
}
