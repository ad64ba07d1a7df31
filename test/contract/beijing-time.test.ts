// 北京时间只有一份写法与读法，与主机时区无关（docs/invariants.md §3：三个时区各跑一遍）。
import fc from 'fast-check';
import { beijingText } from '../../common/contract/beijing-text';
import { fromBeijingForm, fromBeijingText, toBeijingText, utcOfPlain } from '../../common/contract/beijing-time';

const MIDNIGHT = Date.UTC(2026, 10, 23, 16, 0, 0);

test('an instant is written in UTC+8 whatever the host zone', () => {
  expect(beijingText(MIDNIGHT, 'YYYY-MM-DD HH:mm:ss')).toBe('2026-11-24 00:00:00');
  expect(beijingText(MIDNIGHT - 1, 'YYYY-MM-DD HH:mm:ss')).toBe('2026-11-23 23:59:59');
  expect(beijingText(MIDNIGHT, 'YYYY-MM-DDTHH:mm:ssZ')).toBe('2026-11-24T00:00:00+08:00');
  expect(beijingText(MIDNIGHT, 'YYYYMMDDHHmmss')).toBe('20261124000000');
});

/** 产品里用到的各种写法。 */
const PATTERNS = [
  'YYYY-MM-DD HH:mm:ss',
  'YYYY-MM-DDTHH:mm:ssZ',
  'YYYY-MM-DDTHH:mm:ss.SSSZ',
  'YYYYMMDDHHmmss',
  'D MMM YYYY, HH:mm:ss',
  'MM-DD HH:mm',
];

/** 运行环境自己的历法，固定的 UTC+8：与主机时区无关。 */
const CALENDAR = new Intl.DateTimeFormat('en-US', {
  timeZone: 'Etc/GMT-8',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function asTheCalendarSays(date: Date, pattern: string): string {
  const part = new Map(CALENDAR.formatToParts(date).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes): string => part.get(type) ?? '';
  const tokens: Record<string, string> = {
    YYYY: of('year').padStart(4, '0'),
    MMM: of('month'),
    MM: String(MONTHS.indexOf(of('month')) + 1).padStart(2, '0'),
    DD: of('day').padStart(2, '0'),
    D: of('day'),
    HH: of('hour'),
    mm: of('minute'),
    ss: of('second'),
    SSS: String(date.getUTCMilliseconds()).padStart(3, '0'),
    Z: '+08:00',
  };
  return pattern.replace(/YYYY|MMM|MM|DD|D|HH|mm|SSS|ss|Z/g, (token) => tokens[token] ?? token);
}

test('every instant is written as the calendar of the runtime writes it', () => {
  const instants = fc.date({ min: new Date('1000-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, fc.constantFrom(...PATTERNS), (date, pattern) => {
      expect(beijingText(date.getTime(), pattern)).toBe(asTheCalendarSays(date, pattern));
    }),
    { numRuns: 2000 },
  );
  // 纽约拨快的那一小时（test:zones 在那里跑）
  for (let at = Date.UTC(2026, 2, 7, 17); at < Date.UTC(2026, 2, 7, 21); at += 600_000)
    expect(beijingText(at, 'YYYY-MM-DD HH:mm:ss')).toBe(asTheCalendarSays(new Date(at), 'YYYY-MM-DD HH:mm:ss'));
  expect(beijingText(NaN, 'YYYY-MM-DD')).toBe('Invalid Date');
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

test('what is written reads back to the second, and equals the other way to write it', () => {
  for (const at of [MIDNIGHT, MIDNIGHT - 1000, 0, Date.UTC(2028, 1, 29, 15, 59, 59)]) {
    expect(fromBeijingText(toBeijingText(at))).toBe(at);
    expect(toBeijingText(at)).toBe(beijingText(at, 'YYYY-MM-DD HH:mm:ss'));
  }
});

test('every day of two centuries is read as Date.parse reads it, plain or as forms write it', () => {
  const misread: string[] = [];
  for (let at = Date.UTC(1950, 0, 1, 23, 59, 58); at < Date.UTC(2150, 0, 1); at += 86_400_000) {
    const text = new Date(at).toISOString().slice(0, 19);
    const expected = Date.parse(`${text}+08:00`);
    const form = `a=${text.replace('T', '+').replaceAll(':', '%3A')}&`;
    const read = [fromBeijingText(text.replace('T', ' ')), fromBeijingForm(form, 2, form.length - 1)];
    if ((utcOfPlain(text) ?? at) !== at || read.some((one) => one !== expected)) misread.push(text);
  }
  expect(misread).toEqual([]);
});

test('what is not written like a time in a form is none, whichever sign is another', () => {
  const written = '2026-11-23+12%3A00%3A00';
  const at = Date.UTC(2026, 10, 23, 4);
  expect(fromBeijingForm(written, 0, written.length)).toBe(at);
  fc.assert(
    fc.property(fc.nat({ max: written.length - 1 }), fc.constantFrom('x', ' ', '-', '%', '&', '/', ':', ';'), (place, sign) => {
      fc.pre(written[place] !== sign);
      const bent = written.slice(0, place) + sign + written.slice(place + 1);
      expect(fromBeijingForm(bent, 0, bent.length)).toBeUndefined();
    }),
  );
  expect(fromBeijingForm(written, 0, written.length - 1)).toBeUndefined();
});
