/**
 * 一件要做成为止的事（处理业务、收回权益）怎么做：恰好一次的放进事务，有外部效果的在租约之下。
 * 失败记下并排期；抢输不算失败。业务失败从不抛出，数据库出错才会。
 */
import { printFailure } from '../kernel/console-line';
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError, toPayError } from '../kernel/pay-error';
import { TimedOut } from '../kernel/time-limit';
import type { DatabaseHandle } from '../kernel/vk';
import { contend, LostRace } from './conflict';
import { isLeased, leased, type TaskState } from './lease';
import { retryDelay } from './retry';
import { inTransaction } from './transaction';

/** 连续失败到这个次数就告警；之后仍按排期继续尝试。 */
export const ALERT_AFTER = 3;
/** 争抢太久没轮上：不算失败，很快再来，毫秒。 */
const CROWDED_MS = 10_000;

export interface TaskSpec<Row> {
  readonly name: 'fulfil' | 'revoke' | 'tell';
  /** 失败时告警里怎么说 */
  readonly title: string;
  find(id: string): Promise<Row | undefined>;
  /** 比较并交换地改进度 */
  save(row: Row, state: TaskState, db?: DatabaseHandle): Promise<Row | undefined>;
  stateOf(row: Row): TaskState;
  /** 这件事还要不要做 */
  isWanted(row: Row): boolean;
  /** 有外部效果：不能放进事务 */
  readonly external: boolean;
  /** 真正的处理；抛出 = 失败 */
  run(row: Row, db?: DatabaseHandle): Promise<void>;
  /** 日志与告警里认得出是哪一行 */
  readonly subject: {
    readonly out_trade_no: string;
    readonly provider: string;
    readonly platform: string;
    readonly pid: string;
    readonly amount: number;
    readonly user_id: string;
  };
}

const done = (attempts: number): TaskState => ({ status: 'DONE', attempts, next_date: 0 });

/** 「做完」的进度与业务写入同一个事务：进程随时被杀，要么都发生、要么都没有。 */
async function inOneTransaction<Row extends { readonly _id: string }>(k: ReceivingKernel, first: Row, spec: TaskSpec<Row>): Promise<Row> {
  return contend(k, async (attempt) => {
    const row = attempt === 0 ? first : ((await spec.find(first._id)) ?? first);
    if (!spec.isWanted(row)) return row;
    return inTransaction(k, async (db) => {
      const claimed = await spec.save(row, done(spec.stateOf(row).attempts + 1), db);
      if (!claimed) throw new LostRace();
      await spec.run(claimed, db);
      return claimed;
    });
  });
}

/** 收尾只认自己的租约：别的写入（退款占用……）改了版本就重读，租约被接手了就不再插手。 */
async function finish<Row extends { readonly _id: string }>(
  k: ReceivingKernel,
  row: Row,
  lease: string,
  spec: TaskSpec<Row>,
): Promise<Row> {
  return contend(k, async (attempt) => {
    const current = attempt === 0 ? row : ((await spec.find(row._id)) ?? row);
    const state = spec.stateOf(current);
    if (state.lease !== lease) {
      await k.journal.alert({
        kind: `${spec.name}-overrun`,
        level: 'critical',
        out_trade_no: spec.subject.out_trade_no,
        message: `${spec.title}超过租约才结束，可能已由别处重做`,
        review: { kind: 'anomaly', provider: spec.subject.provider, fee: spec.subject.amount },
      });
      return current;
    }
    const saved = await spec.save(current, done(state.attempts + 1));
    if (!saved) throw new LostRace();
    return saved;
  });
}

/** 租约之下只跑一个。跑完而记不下来（数据库出错）时租约留着：到期后会再来一次，至少一次本来如此。 */
async function underLease<Row extends { readonly _id: string }>(
  k: ReceivingKernel,
  row: Row,
  held: string | undefined,
  spec: TaskSpec<Row>,
): Promise<Row> {
  const { lease, attempts } = spec.stateOf(row);
  const mine = held !== undefined && lease === held ? row : await spec.save(row, leased(k, attempts));
  // 没抢到：别人正在做，或这一行刚被改动。交给他，或下一次。
  if (!mine) return (await spec.find(row._id)) ?? row;
  const token = spec.stateOf(mine).lease as string;
  try {
    await spec.run(mine);
  } catch (error) {
    return error instanceof TimedOut ? leaveHanging(k, mine, token, error, spec) : recordFailure(k, mine, token, error, spec);
  }
  return finish(k, mine, token, spec);
}

/**
 * 挂住了：不再等它，租约留着——它也许还在继续，现在重来就会办两次。租约之内它自己办完了照样算数；
 * 没有的话，租约到期由定时任务重来。
 */
async function leaveHanging<Row extends { readonly _id: string }>(
  k: ReceivingKernel,
  row: Row,
  lease: string,
  hanging: TimedOut,
  spec: TaskSpec<Row>,
): Promise<Row> {
  const { out_trade_no } = spec.subject;
  k.journal.error(hanging, { type: spec.name, out_trade_no });
  await k.journal.alert({
    kind: `${spec.name}-hanging`,
    level: 'critical',
    out_trade_no,
    fact: row._id,
    message: `${spec.title}挂住了：${hanging.detail ?? ''}，租约到期之后重来`,
  });
  hanging.late
    .then(
      () => finish(k, row, lease, spec),
      (error: unknown) => recordFailure(k, row, lease, error, spec),
    )
    .then(() => k.journal.flush())
    .catch((error: unknown) => printFailure(`迟到的结果没能记下：${error instanceof Error ? error.message : String(error)}`, k.requestId));
  return row;
}

/** 记下失败并排期；若别人已经做完、或正在做，就什么也不改。 */
async function recordFailure<Row extends { readonly _id: string }>(
  k: ReceivingKernel,
  row: Row,
  held: string | undefined,
  thrown: unknown,
  spec: TaskSpec<Row>,
): Promise<Row> {
  const error = toPayError(thrown);
  const crowded = error.kind === 'BUSY' && error.outcome === 'unknown' && thrown instanceof PayError;
  if (!crowded) k.journal.error(error, { type: spec.name, out_trade_no: spec.subject.out_trade_no });
  const saved = await contend(k, async () => {
    const current = (await spec.find(row._id)) ?? row;
    const state = spec.stateOf(current);
    if (!spec.isWanted(current) || (isLeased(state, k.now()) && state.lease !== held)) return { row: current, attempts: 0 };
    const attempts = state.attempts + (crowded ? 0 : 1);
    const next: TaskState = crowded
      ? { status: state.status, attempts, next_date: k.now() + CROWDED_MS }
      : { status: 'FAILED', attempts, next_date: k.now() + retryDelay('task', attempts - 1) };
    const after = await spec.save(current, next);
    if (!after) throw new LostRace();
    return { row: after, attempts };
  });
  if (!crowded && saved.attempts >= ALERT_AFTER) {
    await k.journal.alert({
      kind: `${spec.name}-failing`,
      level: 'critical',
      out_trade_no: spec.subject.out_trade_no,
      fact: row._id,
      message: `${spec.title}连续失败 ${saved.attempts} 次`,
      figures: { attempts: saved.attempts },
    });
  }
  return saved.row;
}

/**
 * 做一件事；不需要做、或别人正在做时原样返回。
 * @param held 调用者手里已有的租约（随状态一起写下的）
 */
export async function perform<Row extends { readonly _id: string }>(
  k: ReceivingKernel,
  row: Row,
  spec: TaskSpec<Row>,
  held?: string,
): Promise<Row> {
  if (!spec.isWanted(row)) return row;
  const state = spec.stateOf(row);
  if (isLeased(state, k.now()) && state.lease !== held) return row;
  const startedAt = k.now();
  let after: Row;
  if (spec.external) after = await underLease(k, row, held, spec);
  else {
    try {
      after = await inOneTransaction(k, row, spec);
    } catch (error) {
      return recordFailure(k, row, held, error, spec);
    }
  }
  const { status, attempts } = spec.stateOf(after);
  if (status === 'DONE' && attempts > state.attempts) k.journal.log({ type: spec.name, status: 'SUCCESS', ...spec.subject, startedAt });
  return after;
}
