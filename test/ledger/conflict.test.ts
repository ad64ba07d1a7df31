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

test('it gives up as busy, with an unknown outcome, before a callback would time out', async () => {
  const fake = fakeKernel();
  const startedAt = fake.now;
  await expect(contend(fake.k, () => Promise.reject(new LostRace()))).rejects.toMatchObject({ code: 40010, outcome: 'unknown' });
  expect(fake.now - startedAt).toBeLessThan(7000);
  expect(Math.max(...fake.waits)).toBeLessThanOrEqual(200);
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
