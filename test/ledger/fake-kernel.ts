/** 账本单元测试的内核：一张内存表、自己走的钟、记下等过多久与告过什么警。 */
import type { ReceivingKernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import type { AlertEntry, LogEntry } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/journal/journal';

type Row = Record<string, unknown> & { _id: string };
interface Operator {
  readonly op: string;
  readonly value?: unknown;
}
const operator =
  (op: string) =>
  (value?: unknown): Operator => ({ op, value });
const isOperator = (value: unknown): value is Operator => typeof value === 'object' && value !== null && 'op' in value;

export interface FakeKernel {
  readonly k: ReceivingKernel;
  readonly rows: Map<string, Row>;
  /** 每次数据库写入的条件与内容 */
  readonly writes: { readonly whereJson?: object; readonly dataJson?: object }[];
  readonly waits: number[];
  readonly alerts: AlertEntry[];
  readonly logs: LogEntry[];
  /** 还开着的闹钟 */
  readonly alarms: (() => void)[];
  /** 每个闹钟定的多久，毫秒 */
  readonly limits: number[];
  now: number;
  /** 事务开始时调用，返回怎样回滚：给不把行放在 rows 里的测试 */
  snapshot?: () => () => void;
  /** 下一次写入抛出这个 */
  failNext?: unknown;
  /** 闹钟都响 */
  ring(): void;
}

const holds = (value: unknown, condition: unknown): boolean => {
  if (!isOperator(condition)) return value === condition;
  if (condition.op === 'lte') return Number(value) <= Number(condition.value);
  if (condition.op === 'gt') return Number(value) > Number(condition.value);
  throw new Error(`没有实现 ${condition.op}`);
};

const changed = (before: unknown, change: unknown): unknown => {
  if (!isOperator(change)) return change;
  if (change.op === 'inc') return Number(before) + Number(change.value);
  if (change.op === 'set') return change.value;
  if (change.op === 'push') return [...((before as unknown[]) ?? []), ...(change.value as unknown[])];
  return undefined;
};

/** @param source 谁调来的：uniCloud 的 context.SOURCE */
export function fakeKernel(source = 'client'): FakeKernel {
  const rows = new Map<string, Row>();
  const fake: FakeKernel = {
    alarms: [],
    limits: [],
    k: undefined as never,
    rows,
    writes: [],
    waits: [],
    alerts: [],
    logs: [],
    now: 1_000_000,
    ring: () => [...fake.alarms].forEach((one) => one()),
  };
  const refuse = (): void => {
    const failure = fake.failNext;
    if (failure === undefined) return;
    delete fake.failNext;
    throw failure;
  };
  const baseDao = {
    async add({ dataJson }: { dataJson: Row }) {
      refuse();
      if (rows.has(dataJson._id)) throw Object.assign(new Error('E11000 duplicate key'), { code: 11000 });
      rows.set(dataJson._id, dataJson);
      return dataJson._id;
    },
    async findById({ id }: { id: string }) {
      return rows.get(id);
    },
    async updateAndReturn({ whereJson, dataJson }: { whereJson: Record<string, unknown>; dataJson: Record<string, unknown> }) {
      refuse();
      fake.writes.push({ whereJson, dataJson });
      const row = rows.get(String(whereJson['_id']));
      if (!row || !Object.entries(whereJson).every(([key, condition]) => holds(row[key], condition))) return null;
      const next = { ...row, ...Object.fromEntries(Object.entries(dataJson).map(([key, change]) => [key, changed(row[key], change)])) };
      rows.set(row._id, next);
      return next;
    },
    async startTransaction() {
      const before = new Map(rows);
      const undo = fake.snapshot?.();
      return {
        commit: async () => undefined,
        rollback: async () => {
          rows.clear();
          for (const [id, row] of before) rows.set(id, row);
          undo?.();
        },
      };
    },
  };
  const command = Object.fromEntries(['inc', 'set', 'push', 'remove', 'lte', 'gt'].map((op) => [op, operator(op)]));
  let tokens = 0;
  const kernel = {
    vk: { baseDao, getUnicloud: () => ({ _: command, db: {} }) },
    requestId: 'r1',
    context: { SOURCE: source },
    now: () => fake.now,
    wait: async (ms: number) => {
      fake.waits.push(ms);
      fake.now += ms;
    },
    alarm: (ms: number, ring: () => void) => {
      fake.limits.push(ms);
      fake.alarms.push(ring);
      return () => void fake.alarms.splice(fake.alarms.indexOf(ring), 1);
    },
    ids: { nonce: () => `token${(tokens += 1)}`, fraction: () => 1 },
    journal: {
      log: (entry: LogEntry) => void fake.logs.push(entry),
      error: () => undefined,
      alert: async (entry: AlertEntry) => void fake.alerts.push(entry),
      flush: async () => undefined,
    },
  };
  return Object.assign(fake, { k: kernel as unknown as ReceivingKernel });
}
