/** 最近的请求来回，供测试与控制接口查看「网关到底收到过什么」。 */
import type { ExchangeProgress } from './events';

export type LoggedExchange<Operation extends string> = ExchangeProgress<Operation> & { readonly at: number };

export interface ExchangeLog<Operation extends string> {
  add(entry: ExchangeProgress<Operation>): void;
  /** 先来的在前；给了单号就只要这张订单的 */
  entries(outTradeNo?: string): readonly LoggedExchange<Operation>[];
}

const KEPT = 500;

export function createExchangeLog<Operation extends string>(
  now: () => number,
  emit: (entry: ExchangeProgress<Operation>) => void,
): ExchangeLog<Operation> {
  const kept: LoggedExchange<Operation>[] = [];
  return {
    add(entry) {
      kept.push({ at: now(), ...entry });
      if (kept.length > KEPT) kept.shift();
      emit(entry);
    },
    entries: (outTradeNo) => kept.filter((entry) => outTradeNo === undefined || entry.outTradeNo === outTradeNo),
  };
}
