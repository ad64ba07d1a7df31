/** payment_alerts 的一行。journal 写下的只有前面几项；其余由告警这间屋子管。 */
import type { AlertChannelView, AlertFigures, AlertLevel, AlertStatus, AlertView } from '../../../../../../common/contract/watch/alerts';

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
  readonly figures?: AlertFigures;
  readonly out_trade_no?: string;
  readonly status: AlertStatus;
  readonly create_date: number;
  /** 规则得出的：对象（渠道……），连同种类就是它的身份 */
  readonly subject?: string;
  readonly last_date?: number;
  /** 规则看到它成立的次数 */
  readonly seen?: number;
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

function channelsOf({ tries = [], pending = [] }: AlertRecord): AlertChannelView[] {
  const names = new Set([...tries.map(({ channel }) => channel), ...pending]);
  return [...names].map((name) => {
    const own = tries.filter(({ channel }) => channel === name);
    const told = own.filter(({ problem }) => problem === undefined).at(-1)?.at;
    const problem = own.at(-1)?.problem;
    return {
      name,
      ...(told === undefined ? {} : { told_date: told }),
      ...(problem === undefined ? {} : { problem }),
      waiting: pending.includes(name),
    };
  });
}

/** @param in_week 同一种告警七天里一共几条 */
export function viewAlert(row: AlertRecord, in_week: number): AlertView {
  const waits = row.next_date > 0 && (row.pending ?? []).length > 0;
  const escalates = row.status === 'OPEN' && row.stage === 'escalate' && row.next_date > 0 && row.escalated_date === undefined;
  return {
    id: row._id,
    kind: row.kind,
    level: row.level,
    message: row.message,
    ...(row.figures ? { figures: row.figures } : {}),
    ...(row.out_trade_no ? { out_trade_no: row.out_trade_no } : {}),
    ...(row.subject ? { subject: row.subject } : {}),
    status: row.status,
    create_date: row.create_date,
    ...(row.last_date ? { last_date: row.last_date } : {}),
    ...(row.seen ? { seen: row.seen } : {}),
    in_week,
    ...(row.acknowledged ? { acknowledged: row.acknowledged } : {}),
    ...(row.recovered_date ? { recovered_date: row.recovered_date } : {}),
    ...(row.escalated_date ? { escalated_date: row.escalated_date } : {}),
    ...(escalates ? { escalates_date: row.next_date } : {}),
    ...(waits ? { retry_date: row.next_date } : {}),
    channels: channelsOf(row),
  };
}
