// 事务：work 抛错就回滚、原样抛出，绝不提交；提交失败也一样说出来；回滚再失败，原来的错误更要紧。
import type { ReceivingKernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { inTransaction } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/transaction';

let done: string[];
const kernel = (fail: { readonly commit?: Error; readonly rollback?: Error } = {}): ReceivingKernel => {
  const step = (name: 'commit' | 'rollback') => async (): Promise<void> => {
    done.push(name);
    if (fail[name]) throw fail[name];
  };
  const startTransaction = async (): Promise<object> => ({ commit: step('commit'), rollback: step('rollback') });
  return { vk: { baseDao: { startTransaction } } } as unknown as ReceivingKernel;
};
beforeEach(() => (done = []));

test('work that ends is committed once', async () => {
  expect(await inTransaction(kernel(), async () => 42)).toBe(42);
  expect(done).toEqual(['commit']);
});

test('work that throws is rolled back and never committed', async () => {
  await expect(inTransaction(kernel(), () => Promise.reject(new Error('库存不足')))).rejects.toThrow('库存不足');
  expect(done).toEqual(['rollback']);
});

test('a commit that fails is told, and a rollback that fails does not hide why', async () => {
  await expect(inTransaction(kernel({ commit: new Error('写冲突') }), async () => 42)).rejects.toThrow('写冲突');
  const both = kernel({ rollback: new Error('事务已结束') });
  await expect(inTransaction(both, () => Promise.reject(new Error('库存不足')))).rejects.toThrow('库存不足');
});
