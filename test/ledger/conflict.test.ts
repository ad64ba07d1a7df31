// 抢输就重读再来：随机让开、有上限、从不把别的错误当成抢输。
import { contend, isWriteConflict, LostRace } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/conflict';
import { fakeKernel } from './fake-kernel';

test('a lost race and a write conflict start over, with growing pauses', async () => {
  const fake = fakeKernel();
  const failures: unknown[] = [new LostRace(), { code: 112, message: 'WriteConflict' }, new LostRace()];
  const seen: number[] = [];
  const result = await contend(fake.k, async (attempt) => {
    seen.push(attempt);
    const failure = failures.shift();
    if (failure) throw failure;
    return 'done';
  });
  expect([result, seen, fake.waits]).toEqual(['done', [0, 1, 2, 3], [4, 8, 16]]);
});

test('any other failure passes through at once', async () => {
  const fake = fakeKernel();
  await expect(contend(fake.k, () => Promise.reject(new Error('业务失败')))).rejects.toThrow('业务失败');
  expect(fake.waits).toEqual([]);
});

test.each([
  // 回调要在十秒内应答；客户端等 20 秒
  ['http', 7000],
  ['client', 13_000],
])('called over %s it gives up as busy, with an unknown outcome, before its caller does', async (source, most) => {
  const fake = fakeKernel(source);
  const startedAt = fake.now;
  await expect(contend(fake.k, () => Promise.reject(new LostRace()))).rejects.toMatchObject({ code: 40010, outcome: 'unknown' });
  expect(fake.now - startedAt).toBeLessThan(most);
  expect(Math.max(...fake.waits)).toBeLessThanOrEqual(800);
});

test.each([
  ['http', 5000],
  ['client', 11_000],
])('called over %s it outlives a rival that holds the row for %d ms', async (source, held) => {
  const fake = fakeKernel(source);
  const freeAt = fake.now + held;
  const work = async (): Promise<string> => {
    if (fake.now < freeAt) throw { code: 112, message: 'WriteConflict' };
    return 'done';
  };
  await expect(contend(fake.k, work)).resolves.toBe('done');
});

/** 一只自己走的钟：谁先到时间谁先醒，同一时刻按先来后到。 */
function sharedClock() {
  const sleeping: { readonly at: number; readonly wake: () => void }[] = [];
  let now = 0;
  return {
    now: () => now,
    wait: (ms: number) => new Promise<void>((wake) => void sleeping.push({ at: now + ms, wake })),
    async run(): Promise<void> {
      for (;;) {
        await new Promise((settled) => setImmediate(settled));
        const next = [...sleeping].sort((a, b) => a.at - b.at)[0];
        if (!next) return;
        sleeping.splice(sleeping.indexOf(next), 1);
        now = next.at;
        next.wake();
      }
    },
  };
}

test.each([1, 2, 3, 4, 5])('32 rivals for one row, a slow database: every one of them gets through (seed %d)', async (seed) => {
  const clock = sharedClock();
  let random = seed;
  const fraction = (): number => (random = (random * 48_271) % 2_147_483_647) / 2_147_483_647;
  const k = { ...fakeKernel().k, now: clock.now, wait: clock.wait, ids: { nonce: () => 'n', fraction } };
  let version = 0;
  let holder: number | undefined;
  // 事务：读、写（别人写了还没提交就是写冲突）、提交；每一步都慢
  const rival = (id: number): Promise<void> =>
    contend(k as never, async () => {
      const read = version;
      await clock.wait(40);
      if (holder !== undefined) throw { code: 112, message: 'WriteConflict' };
      if (version !== read) throw new LostRace();
      holder = id;
      await clock.wait(150);
      version += 1;
      holder = undefined;
    });
  const all = Promise.allSettled(Array.from({ length: 32 }, (_one, id) => rival(id)));
  await clock.run();
  expect((await all).filter(({ status }) => status === 'rejected')).toEqual([]);
  expect(version).toBe(32);
});

test.each([
  [{ code: 112 }, true],
  [{ errCode: 'WriteConflict' }, true],
  [{ message: 'WriteConflict error: this operation conflicted with another operation' }, true],
  [{ errMsg: 'TransientTransactionError' }, true],
  [{ code: 251, message: 'NoSuchTransaction' }, true],
  [{ code: 11000, message: 'E11000 duplicate key' }, false],
  [new Error('余额不足'), false],
  ['WriteConflict', false],
  [null, false],
])('%j is a write conflict: %s', (error, expected) => {
  expect(isWriteConflict(error)).toBe(expected);
});
