/**
 * 虚拟的服务空间：一百万张没有结论的订单（只记下改过的）、一个答得慢的网关、一个自己走的钟。
 * 跑的是真实的定时任务；只有数据库与网关是假的，每一次往返都要花（虚拟的）时间。
 */
import type { Kernel, Share } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { shardOf, SHARDS } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/shard';
import { repairOrders } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/monitor/repair-orders';

type Row = Record<string, unknown>;
interface Operator {
  readonly op: string;
  readonly value: unknown;
  lte?(value: unknown): Operator & { readonly upTo: unknown };
}

/** 虚拟的钟：等的人按时刻排着，没有别的事可做了就走到下一个。 */
class VirtualClock {
  now = 0;
  private readonly alarms = new Map<number, (() => void)[]>();

  wait(ms: number): Promise<void> {
    const at = this.now + ms;
    return new Promise((resolve) => void this.alarms.set(at, [...(this.alarms.get(at) ?? []), resolve]));
  }

  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const watched = work.finally(() => (done = true));
    watched.catch(() => undefined);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (done) return watched;
      const next = Math.min(...this.alarms.keys());
      if (!Number.isFinite(next)) throw new Error('没有人在等，事情也没有做完');
      this.now = next;
      const ringing = this.alarms.get(next) ?? [];
      this.alarms.delete(next);
      for (const ring of ringing) ring();
    }
  }
}

const operator =
  (op: string) =>
  (value: unknown): Operator => ({ op, value, lte: (upTo) => ({ op: 'between', value, upTo }) });
const COMMAND = Object.fromEntries(['gt', 'gte', 'lt', 'lte', 'in', 'nin', 'inc', 'set', 'push', 'remove'].map((op) => [op, operator(op)]));

const numberOf = (index: number): string => `VP${String(index).padStart(14, '0')}`;

/** 按排期从早到晚的一百万张；一张都没有查过。改过的另放，排期都在后面。 */
class Orders {
  private readonly changed = new Map<string, Row>();
  /** 每一片从哪一张起还没有看过 */
  private readonly from = new Array<number>(SHARDS).fill(0);
  private readonly shards: Uint8Array;

  constructor(
    private readonly count: number,
    private readonly expireAt: number,
  ) {
    this.shards = Uint8Array.from({ length: count }, (_, index) => shardOf(numberOf(index)));
  }

  private untouched(index: number): Row {
    const _id = numberOf(index);
    return {
      _id,
      out_trade_no: _id,
      shard: this.shards[index],
      provider: 'wxpay',
      platform: 'h5',
      pay_type: 'wxpay_h5',
      pid: 'default',
      mchid: '1',
      appid: 'a',
      user_id: `u${index}`,
      type: 'goods',
      subject: '杯子',
      total_fee: 1,
      refund_fee: 0,
      refunding_fee: 0,
      status: 'PROCESSING',
      custom: {},
      fulfil: { status: 'NONE', attempts: 0, next_date: 0 },
      history: [],
      version: 1,
      next_query_date: 1,
      query_attempts: 0,
      requested_date: 0,
      create_date: 0,
      update_date: 0,
      expire_date: this.expireAt,
    };
  }

  /** 最早到期的几张；查过的都排到后面去了，不会再来。 */
  due(shards: readonly unknown[] | undefined, limit: number): Row[] {
    const wanted = shards ?? Array.from({ length: SHARDS }, (_, shard) => shard);
    const rows: Row[] = [];
    let index = Math.min(...wanted.map((shard) => (typeof shard === 'number' ? (this.from[shard] ?? 0) : Infinity)));
    for (; rows.length < limit && index < this.count; index += 1) {
      const shard = this.shards[index] as number;
      if (!wanted.includes(shard)) continue;
      if (this.changed.has(numberOf(index))) {
        if (rows.length === 0) this.from[shard] = index + 1;
      } else rows.push(this.untouched(index));
    }
    return rows;
  }

  write(_id: string, dataJson: Row): Row {
    const before = this.changed.get(_id) ?? this.untouched(Number(_id.slice(2)));
    const after = { ...before };
    for (const [key, value] of Object.entries(dataJson)) {
      const { op, value: by } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Operator>;
      after[key] = op === 'inc' ? Number(before[key]) + Number(by) : op === 'set' ? by : op === undefined ? value : before[key];
    }
    this.changed.set(_id, after);
    return after;
  }

  get repaired(): number {
    return this.changed.size;
  }
}

export interface Drain {
  readonly orders: number;
  readonly parallel: number;
  readonly invocations: number;
  readonly gatewayMs: number;
  readonly databaseMs: number;
  /** 一次醒来做多久，毫秒 */
  readonly budgetMs: number;
}

/** 一分钟里（每个实例醒来一次）求证了几张。 */
export async function drain({ orders: count, parallel, invocations, gatewayMs, databaseMs, budgetMs }: Drain): Promise<number> {
  const clock = new VirtualClock();
  clock.now = 1000;
  const orders = new Orders(count, clock.now + 3_600_000);
  const after = async <T>(ms: number, result: () => T): Promise<T> => {
    await clock.wait(ms);
    return result();
  };
  const baseDao = {
    select: ({ whereJson, pageSize }: { whereJson: Row; pageSize: number }) =>
      after(databaseMs, () => {
        const fresh = (whereJson['query_attempts'] as Operator).op === 'lt';
        const shards = (whereJson['shard'] as Operator | undefined)?.value as readonly unknown[] | undefined;
        return { rows: fresh ? orders.due(shards, pageSize) : [] };
      }),
    updateAndReturn: ({ whereJson, dataJson }: { whereJson: Row; dataJson: Row }) =>
      after(databaseMs, () => orders.write(String(whereJson['_id']), dataJson)),
  };
  const vk = { baseDao, getUnicloud: () => ({ _: COMMAND }) };
  const provider = { query: (_account: unknown, out_trade_no: string) => after(gatewayMs, () => ({ out_trade_no, state: 'NOTPAY' })) };
  const invocation = (share: Share): Promise<unknown> => {
    const k = {
      vk,
      context: {},
      requestId: 'bench',
      share,
      config: { settings: { monitorParallel: parallel, events: { endpoints: {}, allowLocal: false } } },
      journal: { log: () => undefined, error: () => undefined, alert: () => Promise.resolve(), flush: () => Promise.resolve() },
      ids: { fraction: () => 0 },
      now: () => clock.now,
      wait: (ms: number) => clock.wait(ms),
      channel: () => ({ provider, account: {} }),
    };
    return repairOrders.run(k as unknown as Kernel, clock.now + budgetMs);
  };
  await clock.run(Promise.all(Array.from({ length: invocations }, (_, index) => invocation({ index, of: invocations }))));
  return orders.repaired;
}
