// 与网关说话：任何意外——程序自己的错也算——都不能说明「没有发生」；不论成败都留痕。
import { PayError } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import type { Kernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { talk } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/talk';
import { fakeKernel } from './fake-kernel';

const about = { type: 'refund', out_trade_no: 'VP1', provider: 'wxpay', platform: 'h5', pid: 'default', amount: 1, user_id: 'u' } as const;

function conversation(): { k: Kernel; logs: unknown[]; errors: unknown[] } {
  const fake = fakeKernel();
  const errors: unknown[] = [];
  const journal = { ...fake.k.journal, error: (error: unknown) => void errors.push(error) };
  const k = { ...fake.k, now: () => 1, journal, channel: () => ({ provider: {}, account: {} }) } as unknown as Kernel;
  return { k, logs: fake.logs, errors };
}

test.each<[string, unknown, string]>([
  ['a surprise in the program', new TypeError('undefined is not a function'), 'unknown'],
  ['an answer nobody can trust', new PayError('SIGNATURE', { outcome: 'unknown' }), 'unknown'],
  ['a clear refusal', new PayError('BALANCE'), 'none'],
])('%s: outcome as it is, one log row and one error row', async (_name, thrown, outcome) => {
  const { k, logs, errors } = conversation();
  const heard = talk(k, about, () => Promise.reject(thrown), String);
  await expect(heard).rejects.toMatchObject({ outcome });
  expect([logs, errors]).toMatchObject([[{ type: 'refund', status: 'ERROR' }], [{ outcome }]]);
});

test('an answer leaves one row with the word worth noting', async () => {
  const { k, logs, errors } = conversation();
  expect(await talk(k, about, async () => 'SUCCESS', String)).toBe('SUCCESS');
  expect([logs, errors]).toMatchObject([[{ status: 'SUCCESS', note: 'SUCCESS' }], []]);
});
