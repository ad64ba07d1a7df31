// 全部实例之间的限频：一段时间一次；到期可以再来；时钟被拨回不会从此不做；存不了就放行。
import { claim } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/claim';
import { fakeKernel } from './fake-kernel';

test('one of all instances gets it, and nobody else until the time is over', async () => {
  const fake = fakeKernel();
  const answers = await Promise.all(Array.from({ length: 8 }, () => claim(fake.k, 'job:purge', 60_000)));
  expect(answers.filter(Boolean)).toHaveLength(1);
  fake.now += 59_999;
  expect(await claim(fake.k, 'job:purge', 60_000)).toBe(false);
  fake.now += 1;
  expect(await claim(fake.k, 'job:purge', 60_000)).toBe(true);
  expect(await claim(fake.k, 'job:other', 60_000)).toBe(true);
});

test('an instance whose clock is a little behind does not take over what another has just claimed', async () => {
  const fake = fakeKernel();
  expect(await claim(fake.k, 'keys', 60_000)).toBe(true);
  fake.now -= 2000;
  expect(await claim(fake.k, 'keys', 60_000)).toBe(false);
  fake.now += 2000 + 60_000;
  expect(await claim(fake.k, 'keys', 60_000)).toBe(true);
});

test('a clock set back by hours does not stop it for hours', async () => {
  const fake = fakeKernel();
  fake.now = 100 * 3_600_000;
  await claim(fake.k, 'keys', 60_000);
  fake.now -= 5 * 3_600_000;
  expect(await claim(fake.k, 'keys', 60_000)).toBe(true);
});

test('when the claim cannot be stored, the work is done rather than never done', async () => {
  const fake = fakeKernel();
  fake.failNext = new Error('数据库断了');
  expect(await claim(fake.k, 'keys', 60_000)).toBe(true);
});
