// 北京时间只有一份写法与读法，与主机时区无关（docs/invariants.md §3：三个时区各跑一遍）。
import { beijingText } from '../../common/contract/beijing-text';
import { fromBeijingText, toBeijingText } from '../../common/contract/beijing-time';

const MIDNIGHT = Date.UTC(2026, 10, 23, 16, 0, 0);

test('an instant is written in UTC+8 whatever the host zone', () => {
  expect(beijingText(MIDNIGHT, 'YYYY-MM-DD HH:mm:ss')).toBe('2026-11-24 00:00:00');
  expect(beijingText(MIDNIGHT - 1, 'YYYY-MM-DD HH:mm:ss')).toBe('2026-11-23 23:59:59');
  expect(beijingText(MIDNIGHT, 'YYYY-MM-DDTHH:mm:ssZ')).toBe('2026-11-24T00:00:00+08:00');
  expect(beijingText(MIDNIGHT, 'YYYYMMDDHHmmss')).toBe('20261124000000');
});

test('the written text is read back as the same second', () => {
  expect(fromBeijingText('2026-11-24 00:00:00')).toBe(MIDNIGHT);
  expect(fromBeijingText('2021-07-14 09:51:36.631')).toBe(Date.UTC(2021, 6, 14, 1, 51, 36));
});

test.each(['2026-13-01 00:00:00', '2026-11-24T00:00:00', '2026-11-24 24:00:01', '', undefined, null, 5, {}])(
  '%p is no Beijing time',
  (text) => {
    expect(fromBeijingText(text)).toBeUndefined();
  },
);

test('what is written reads back to the second, and equals what the calendar library writes', () => {
  for (const at of [MIDNIGHT, MIDNIGHT - 1000, 0, Date.UTC(2028, 1, 29, 15, 59, 59)]) {
    expect(fromBeijingText(toBeijingText(at))).toBe(at);
    expect(toBeijingText(at)).toBe(beijingText(at, 'YYYY-MM-DD HH:mm:ss'));
  }
});
