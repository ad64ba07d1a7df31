/** 账单的一天：北京时间的零点到零点。 */
import { beijingText } from '../../../../../../common/contract/beijing-text';
import { fromBeijingText } from '../../../../../../common/contract/beijing-time';
import { DAY_MS } from '../kernel/clock';

export interface BillDay {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** 毫秒，[from, to) */
  readonly from: number;
  readonly to: number;
}

export const dateOf = (at: number): string => beijingText(at, 'YYYY-MM-DD');

/** 没有这一天（2026-02-30）返回 undefined。 */
export function dayOf(date: string): BillDay | undefined {
  const from = fromBeijingText(`${date} 00:00:00`);
  return from === undefined || dateOf(from) !== date ? undefined : { date, from, to: from + DAY_MS };
}
