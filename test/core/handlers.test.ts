// I1：返回 false 的处理就是没有办成，与抛错一样。
import type { ReceivingKernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { runHandler } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/fulfil';
import type { OrderRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/record';
import { runRevoke } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/refunds/revoke';
import type { RefundRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/refunds/record';

const kernel = (answer: unknown): ReceivingKernel =>
  ({
    vk: { baseDao: {}, getUnicloud: () => ({ _: {} }) },
    now: () => 1,
    alarm: () => () => undefined,
    config: { settings: { timeout: 1000 } },
    types: new Map([['card', { name: 'card', fulfil: async () => answer, revoke: async () => answer }]]),
  }) as unknown as ReceivingKernel;
const order = { _id: 'VP000001', type: 'card', custom: {}, fulfil: { next_date: 60_000 } } as unknown as OrderRecord;
const refund = { _id: 'RF000001', type: 'card', revoke: { next_date: 60_000 } } as RefundRecord;

test('false is a failure, of a handler and of a revoke; anything else is done', async () => {
  await expect(runHandler(kernel(false), order)).rejects.toMatchObject({ detail: expect.stringContaining('fulfil 返回 false') });
  await expect(runRevoke(kernel(false), refund, order)).rejects.toThrow('revoke 返回 false');
  for (const answer of [undefined, true, 0]) {
    await runHandler(kernel(answer), order);
    await runRevoke(kernel(answer), refund, order);
  }
});

test('a type nobody registered is a failure, not a delivery', async () => {
  await expect(runHandler(kernel(true), { ...order, type: 'gone' })).rejects.toMatchObject({ detail: expect.stringContaining('gone') });
  await expect(runRevoke(kernel(true), { ...refund, type: 'gone' }, order)).rejects.toThrow('gone');
});
