// 切开表单之前的一眼：只拒绝本来就要拒绝的，而且不必把正文抄成字节；说不准的留给细看。
import fc from 'fast-check';
import { fromBeijingText } from '../../../common/contract/beijing-time';
import { glanceAt } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/glance';
import { parseAlipayNotify } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/notify';
import type { RawNotify } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { account, notice, NOW, PAID, rawForm, signed } from './notices';

/** 平台给的是文字，字节还没有抄；抄了就记下来。 */
function asText({ body }: RawNotify): { readonly raw: RawNotify; readonly copied: () => number } {
  let copied = 0;
  const raw: RawNotify = {
    headers: {},
    text: body.toString(),
    get body() {
      copied += 1;
      return body;
    },
  };
  return { raw, copied: () => copied };
}

const { sign: _sign, ...unsigned } = signed(PAID);

test.each<[string, RawNotify, string]>([
  ['without a sign', rawForm(unsigned), 'PARAM'],
  ['whose sign is only the end of another name', rawForm({ ...unsigned, resign: 'A'.repeat(344) }), 'PARAM'],
  ['27 hours old', notice({ notify_time: '2026-11-22 09:00:00' }), 'SIGNATURE'],
  ['six minutes ahead', notice({ notify_time: '2026-11-23 12:06:00' }), 'SIGNATURE'],
])('a whole form %s is refused before its bytes are copied', (_name, form, kind) => {
  const { raw, copied } = asText(form);
  expect(parseAlipayNotify(account(), raw, NOW)).toMatchObject({ kind });
  expect(copied()).toBe(0);
});

test('a form not seen before is refused before it is cut: for what is missing or late, not for what cutting finds', () => {
  const said = (body: string): unknown => parseAlipayNotify(account(), { headers: {}, body: Buffer.from(body) }, NOW);
  expect(said('a=1&a=2')).toMatchObject({ kind: 'PARAM', detail: '通知缺少 sign' });
  expect(said('a=1&a=2&sign=x&notify_time=2026-11-01+12%3A00%3A00')).toMatchObject({ kind: 'SIGNATURE' });
});

test('a true notice is read the same from the text of the platform as from bytes', () => {
  for (const form of [notice(), notice({ subject: 'cup' }), notice({ body: '', passback_params: '' })])
    expect(parseAlipayNotify(account(), asText(form).raw, NOW)).toEqual(parseAlipayNotify(account(), form, NOW));
});

test('a time sent twice is refused, whichever of the two is fresh', () => {
  const body = notice().body.toString();
  const stale = 'notify_time=2026-11-01+12%3A00%3A00';
  for (const twice of [`${body}&${stale}`, `${stale}&${body}`, `${body}&notify%5Ftime=2026-11-23+12%3A00%3A00`])
    expect(() => {
      const said = parseAlipayNotify(account(), { headers: {}, body: Buffer.from(twice) }, NOW);
      if (said instanceof Error) throw said;
    }).toThrow(expect.objectContaining({ code: expect.any(Number) as number }));
});

test.each([
  ['in the name of another field', 'last_notify_time=2026-11-01+12%3A00%3A00&a=1'],
  ['inside a value', 'a=notify_time=2026-11-01+12%3A00%3A00'],
  ['with a longer value', 'notify_time=2026-11-01+12%3A00%3A00.000'],
  ['with a space written another way', 'notify_time=2026-11-01%2012%3A00%3A00'],
  ['with bare colons', 'notify_time=2026-11-01+12:00:00%20%20'],
  ['with other signs between', 'notify_time=2026-11-01T12_3A00_3A00'],
  ['with no such day', 'notify_time=2026-13-41+12%3A00%3A00'],
  ['cut short', 'notify_time=2026-11-01+12%3A00%3A'],
  ['not at all', ''],
  ['after too many parts to be worth a look', `${'a=1&'.repeat(100)}notify_time=2026-11-01+12%3A00%3A00`],
])('a time written %s is left to the close look', (_name, body) => {
  expect(glanceAt(body).at).toBeUndefined();
});

test('of too many parts nothing is said: not even that there is no sign', () => {
  expect(glanceAt('&'.repeat(65_536))).toEqual({ hasSign: true, at: undefined });
});

test('what the glance reads is what the form says, wherever the field stands', () => {
  const time = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((at) => {
    const text = at.toISOString();
    return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
  });
  fc.assert(
    fc.property(time, fc.constantFrom('', 'a=1&', 'sign=x&', '&&'), fc.constantFrom('', '&b=2', '&sign=y', '&'), (text, before, after) => {
      const body = `${before}${new URLSearchParams({ notify_time: text }).toString()}${after}`;
      expect(glanceAt(body)).toEqual({ at: fromBeijingText(text), hasSign: `${before}${after}`.includes('sign=') });
    }),
  );
});
