/** payment_alerts 的一行。journal 写下的只有前面几项；其余由告警这间屋子管。 */
import type { AlertLevel, AlertStatus, AlertView } from '../../../../../../common/contract/watch/alerts';

/** 下一次要说的：新的 · 没有人认领 · 好了 */
export type Stage = 'open' | 'escalate' | 'recover';

export interface AlertTry {
  readonly at: number;
  readonly channel: string;
  /** 没有送到的原因；送到的没有 */
  readonly problem?: string;
}

export interface AlertRecord {
  readonly _id: string;
  readonly kind: string;
  readonly level: AlertLevel;
  readonly message: string;
  readonly out_trade_no?: string;
  readonly status: AlertStatus;
  readonly create_date: number;
  /** 规则得出的：对象（渠道……），连同种类就是它的身份 */
  readonly subject?: string;
  readonly last_date?: number;
  /** 下次往外说的时间，毫秒；0 = 不再说。正在说的，是接手的人最早可以动手的时间 */
  readonly next_date: number;
  readonly stage?: Stage;
  /** 这一次还没有送到的渠道 */
  readonly pending?: readonly string[];
  readonly attempts?: number;
  readonly tries?: readonly AlertTry[];
  /** 不送这个渠道：说的就是它 */
  readonly except?: string;
  readonly sent_date?: number;
  readonly escalated_date?: number;
  readonly recovered_date?: number;
  readonly acknowledged?: AlertView['acknowledged'];
  /** 每次写入加一，用作比较并交换的版本；journal 写下的还没有 */
  readonly version?: number;
}

export function viewAlert(row: AlertRecord): AlertView {
  const told = (row.tries ?? []).filter(({ problem }) => problem === undefined).map(({ channel }) => channel);
  return {
    id: row._id,
    kind: row.kind,
    level: row.level,
    message: row.message,
    ...(row.out_trade_no ? { out_trade_no: row.out_trade_no } : {}),
    status: row.status,
    create_date: row.create_date,
    ...(row.last_date ? { last_date: row.last_date } : {}),
    ...(row.acknowledged ? { acknowledged: row.acknowledged } : {}),
    ...(row.recovered_date ? { recovered_date: row.recovered_date } : {}),
    ...(row.escalated_date ? { escalated_date: row.escalated_date } : {}),
    told: [...new Set(told)],
    pending: row.pending ?? [],
  };
}
