// I3、I13：一次拒绝作不作数，看同一个单号有没有别的一次还在路上。
import {
  conclusiveFrom,
  IN_FLIGHT_MS,
  isConclusive,
  mustWait,
  nextSubmission,
  NOT_UNDERWAY,
} from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/submission';

const at = (now: number) => ({ now: () => now });
const NOW = 1_790_000_000_000;
const first = nextSubmission(at(NOW), {});

test('the only request: its refusal counts', () => {
  expect(isConclusive(first.set, first.submission)).toBe(true);
});

test('another one went after it: its refusal does not count, nor does that of the other while it may be on its way', () => {
  const second = nextSubmission(at(NOW), first.set);
  expect(isConclusive(second.set, first.submission)).toBe(false);
  expect(isConclusive(second.set, second.submission)).toBe(false);
});

test('once nothing can be on its way any more a refusal counts again', () => {
  expect(nextSubmission(at(NOW + IN_FLIGHT_MS), first.set).submission.alone).toBe(false);
  expect(nextSubmission(at(conclusiveFrom(first.set)), first.set).submission.alone).toBe(true);
  expect(nextSubmission(at(NOW), { ...first.set, ...NOT_UNDERWAY }).submission).toEqual({ nth: 1, alone: true });
});

test('the first may be asked again at once, what was asked again is waited for', () => {
  const second = nextSubmission(at(NOW), first.set).set;
  expect([first.set, second].map((row) => mustWait(at(NOW + 1000), row))).toEqual([false, true]);
  expect(mustWait(at(conclusiveFrom(second)), second)).toBe(false);
});

test('a row written before these marks existed counts as never asked', () => {
  expect(isConclusive({}, { nth: 0, alone: true })).toBe(true);
  expect(first.set).toEqual({ submit_date: NOW, submits: 1 });
});
