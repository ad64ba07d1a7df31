// I1、docs/invariants.md §6：只有持有者一定已经不在了，别人才能接手——租约长过平台许可的最长超时，也长过每一个函数自己的。
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLeased, leased } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/lease';
import { fakeKernel } from './fake-kernel';

/** docs/protocols/unicloud.md §1.6 */
const LONGEST_TIMEOUT_MS = 120_000;
const FUNCTIONS = join(__dirname, '../../uniCloud-aliyun/cloudfunctions');

test('a lease outlasts every function, and then it ends', () => {
  const fake = fakeKernel();
  const lease = leased(fake.k, 0);
  expect([isLeased(lease, fake.now), isLeased(lease, fake.now + LONGEST_TIMEOUT_MS)]).toEqual([true, true]);
  expect(isLeased(lease, fake.now + 2 * LONGEST_TIMEOUT_MS)).toBe(false);
  const timeouts = readdirSync(FUNCTIONS).flatMap((name) => {
    if (name === 'common') return [];
    const manifest = JSON.parse(readFileSync(join(FUNCTIONS, name, 'package.json'), 'utf8')) as {
      'cloudfunction-config': { timeout: number };
    };
    return manifest['cloudfunction-config'].timeout * 1000;
  });
  expect(timeouts.length).toBeGreaterThan(0);
  expect(Math.max(...timeouts)).toBeLessThanOrEqual(LONGEST_TIMEOUT_MS);
});

test('what nobody holds, or was given back, is free', () => {
  expect(isLeased({ status: 'PENDING', attempts: 0, next_date: 10 }, 1)).toBe(false);
});
