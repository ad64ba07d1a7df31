// I1、I10：一件要做成为止的事。恰好一次的在事务里；有外部效果的在租约之下，同一时刻只有一处在做，持有者倒下才有人接手。
import { isLeased, leased, type TaskState } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/lease';
import { LostRace } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/conflict';
import { perform, type TaskSpec } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/task';
import { fakeKernel, type FakeKernel } from './fake-kernel';

interface Job {
  readonly _id: string;
  readonly version: number;
  readonly task: TaskState;
}
const PENDING: TaskState = { status: 'PENDING', attempts: 0, next_date: 0 };

let fake: FakeKernel;
let runs: number;
let stored: Job;
let work: () => Promise<void>;
const specOf = (external: boolean): TaskSpec<Job> => ({
  name: 'fulfil',
  title: '业务处理',
  external,
  subject: { out_trade_no: 'VP1', provider: 'wxpay', platform: 'h5', pid: 'default', amount: 1, user_id: 'u' },
  find: async () => stored,
  save: async (row, task) => (row.version === stored.version ? (stored = { ...stored, version: row.version + 1, task }) : undefined),
  stateOf: (row) => row.task,
  isWanted: (row) => row.task.status === 'PENDING' || row.task.status === 'FAILED',
  run: async () => {
    runs += 1;
    await work();
  },
});
const run = (external: boolean, held?: string): Promise<Job> => perform(fake.k, stored, specOf(external), held);

beforeEach(() => {
  fake = fakeKernel();
  runs = 0;
  stored = { _id: 'VP1', version: 1, task: PENDING };
  fake.snapshot = () => {
    const before = stored;
    return () => void (stored = before);
  };
  work = async () => undefined;
});

describe.each([
  ['in a transaction', false],
  ['under a lease', true],
])('%s', (_name, external) => {
  test('it runs once, ends DONE and leaves one log row', async () => {
    expect((await run(external)).task).toEqual({ status: 'DONE', attempts: 1, next_date: 0 });
    await run(external);
    expect([runs, fake.logs.length]).toEqual([1, 1]);
  });

  test('while somebody else holds the lease nobody runs it', async () => {
    stored = { ...stored, task: leased(fake.k, 0) };
    expect((await run(external)).task.status).toBe('PENDING');
    expect(runs).toBe(0);
  });

  test('a holder that died lets another begin when its lease is over', async () => {
    stored = { ...stored, task: leased(fake.k, 0) };
    fake.now = stored.task.next_date;
    expect(isLeased(stored.task, fake.now)).toBe(false);
    expect((await run(external)).task.status).toBe('DONE');
    expect(runs).toBe(1);
  });

  test('a failure is scheduled, and the third in a row is alarmed', async () => {
    work = () => Promise.reject(new Error('库存接口没有答复'));
    for (const next_date of [10_000, 30_000, 60_000]) {
      await run(external);
      expect(stored.task).toMatchObject({ status: 'FAILED', next_date: fake.now + next_date });
      expect(stored.task.lease).toBeUndefined();
      fake.now = stored.task.next_date;
    }
    expect(fake.alerts).toMatchObject([{ kind: 'fulfil-failing', out_trade_no: 'VP1' }]);
  });
});

test('the holder itself goes on with its lease', async () => {
  const task = leased(fake.k, 0);
  stored = { ...stored, task };
  expect((await run(true, task.lease)).task.status).toBe('DONE');
});

test('other writes to the row meanwhile do not lose the end', async () => {
  work = async () => void (stored = { ...stored, version: stored.version + 1 });
  expect((await run(true)).task).toMatchObject({ status: 'DONE', attempts: 1 });
  expect(runs).toBe(1);
});

test('whoever overran the lease and was replaced changes nothing and raises an alarm', async () => {
  work = async () => void (stored = { ...stored, version: stored.version + 1, task: leased(fake.k, 0) });
  expect((await run(true)).task.status).toBe('PENDING');
  expect(fake.alerts).toMatchObject([{ kind: 'fulfil-overrun' }]);
});

test('whoever failed after the lease was taken over leaves the new holder alone', async () => {
  const task = leased(fake.k, 0);
  work = async () => {
    stored = { ...stored, version: stored.version + 1, task };
    throw new Error('库存接口没有答复');
  };
  await run(true);
  expect(stored.task).toEqual(task);
});

test('contention is no failure of the business: nothing is counted, it comes again soon', async () => {
  work = () => Promise.reject(new LostRace());
  await run(false);
  expect(stored.task).toMatchObject({ status: 'PENDING', attempts: 0, next_date: fake.now + 10_000 });
  expect(fake.alerts).toEqual([]);
});
