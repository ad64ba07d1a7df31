// 收到的表单读得与 URLSearchParams 一样，或者拒绝；照上一次的样子切，与从头切是同一个结果（docs/protocols/alipay.md §7）。
import fc from 'fast-check';
import { PayError } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import { parseForm, type Form } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/form';

const RUNS = { numRuns: 1000, seed: 20261127 };
/** 一件事的结果：答出来的，或按目录拒绝的种类；别的异常照样抛出。 */
function said<T>(work: () => T): T | { readonly refused: string } {
  try {
    return work();
  } catch (error) {
    if (error instanceof PayError) return { refused: error.kind };
    throw error;
  }
}

const name = fc.oneof(
  fc.constantFrom('sign', 'app_id', 'a', 'b', 'c.d-e_f', 'sign_type', 'total_amount', 's%69gn', '', '%61', 'a+b', '名'),
  fc.string({ unit: fc.constantFrom('a', 'b', '=', '%', '+', '&', '2', '6', 'é', '\0'), maxLength: 5 }),
);
const value = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'Z', '0', '=', '%', '+', '&', '2', '6', 'F', '%26', '%3D', '%E6%9D%AF', '%ff', '杯', '\0'),
    maxLength: 12,
  }),
  fc.constantFrom('2026-11-23+12%3A00%3A00', '%E6%89%8B', 'x'.repeat(90), '12.00', '%00', '%', '%2', 'a%26b%3Dc'),
);
/** 没有名字就只有值：连等号也没有的一段。 */
const hostile = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.tuple(name, value).map((pair) => pair.join('=')) }, { weight: 1, arbitrary: name }), {
    maxLength: 9,
  })
  .map((parts) => parts.join('&'));

/** 换一种样子再读：上一次的样子对不上，从头切。 */
const afresh = (body: string): Form => {
  parseForm('another=1&layout=2');
  return parseForm(body);
};
const readingOf = (form: Form, names: readonly string[]): unknown => ({
  got: names.map((one) => said(() => [form.get(one), form.isFilled(one)])),
  values: said(() => form.values()),
  joined: [true, false].map((keepEmpty) => said(() => form.joined([], keepEmpty).bytes.toString('latin1'))),
  plain: form.hasPlainNames,
});

test('a form is read as URLSearchParams reads it, or refused', () => {
  let read = 0;
  fc.assert(
    fc.property(hostile, (body) => {
      const form = said(() => afresh(body));
      const expected = [...new URLSearchParams(body)];
      const repeated = new Set(expected.map(([one]) => one)).size < expected.length;
      if ('refused' in form) {
        // 拒绝总有原因：重复的字段，或没有编好的（宽容的读法会放过去）。
        expect(form.refused).toBe('PARAM');
        expect(repeated || /%(?![0-9a-f]{2})|\0|\ufffd/i.test(body + expected.join())).toBe(true);
        return;
      }
      expect(repeated).toBe(false);
      for (const [one, text] of expected) {
        const got = said(() => form.get(one));
        if (typeof got === 'string') read += 1;
        expect(typeof got === 'string' ? got : text).toBe(text);
      }
    }),
    RUNS,
  );
  expect(read).toBeGreaterThan(200);
});

test('cutting like the last form and cutting from scratch give the same', () => {
  fc.assert(
    fc.property(hostile, hostile, fc.boolean(), (body, before, trailing) => {
      const sent = trailing ? `${body}&` : body;
      const names = [...new URLSearchParams(sent).keys()];
      const scratch = said(() => readingOf(afresh(sent), names));
      said(() => parseForm(before));
      expect(said(() => readingOf(parseForm(sent), names))).toEqual(scratch);
      expect(said(() => readingOf(parseForm(sent), names))).toEqual(scratch);
    }),
    RUNS,
  );
});

test('the layout of another form lends nothing: other values, other ends, a name more or less', () => {
  parseForm('app_id=1&sign=abc&total_amount=12.00');
  const cut = (body: string): unknown => said(() => ['app_id', 'sign', 'total_amount', 'x'].map((one) => parseForm(body).get(one)));
  expect(cut('app_id=22&sign=&total_amount=9')).toEqual(['22', '', '9', undefined]);
  expect(cut('app_id=1&sign=abc&total_amount')).toEqual(['1', 'abc', '', undefined]);
  expect(cut('app_id=1&sign=abc')).toEqual(['1', 'abc', undefined, undefined]);
  expect(cut('app_id=1&sign=abc&total_amount=1&x=2')).toEqual(['1', 'abc', '1', '2']);
  expect(cut('app_id=1&sign=abc&total_amount=1&sign=2')).toEqual({ refused: 'PARAM' });
  expect(cut('app_id=1&&sign=abc&total_amount=1&')).toEqual(['1', 'abc', '1', undefined]);
});

/** 照定义读：按 & 与第一个等号切开，值逐字节解码，按名字排好再连。读不通的为 undefined。 */
function plainly(sent: string): string | undefined {
  const bytes = (raw: string): string | undefined => {
    if (/%(?![0-9a-f]{2})|\0/i.test(raw)) return undefined;
    return raw.replaceAll('+', ' ').replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  };
  const fields = new Map<string, string>();
  for (const part of Buffer.from(sent).toString('latin1').split('&').filter(Boolean)) {
    const [rawName = '', ...rest] = part.split('=');
    const name = bytes(rawName);
    const value = bytes(rest.join('='));
    if (name === undefined || value === undefined) return undefined;
    const text = Buffer.from(name, 'latin1').toString();
    if (Buffer.from(text).toString('latin1') !== name || fields.has(text)) return undefined;
    fields.set(text, value);
  }
  const parts = [...fields].sort(([a], [b]) => (a < b ? -1 : 1)).map(([one, text]) => `${Buffer.from(one).toString('latin1')}=${text}`);
  return parts.join('&');
}
const joinedText = (form: Form): string => form.joined([], true).bytes.toString('latin1');

test('the signed text is the plain definition: decoded, sorted, joined; or the form is refused', () => {
  let joined = 0;
  fc.assert(
    fc.property(hostile, fc.boolean(), (body, asBytes) => {
      const sent = asBytes ? Buffer.from(body) : body;
      const expected = plainly(body);
      for (const read of [() => (parseForm('another=1&layout=2'), parseForm(sent)), () => parseForm(sent)])
        expect(said(() => joinedText(read()))).toEqual(expected ?? { refused: 'PARAM' });
      if (expected) joined += 1;
    }),
    { ...RUNS, numRuns: 4000 },
  );
  expect(joined).toBeGreaterThan(300);
});

test('whatever stands wherever in a value of whatever length, and whatever follows it', () => {
  for (let before = 0; before < 9; before += 1) {
    for (let after = 0; after < 9; after += 1) {
      for (const odd of ['', '+', '%41', '%26', '%e6%9d%af', '杯', '*', '%', '%4', '%zz', '\0', '%00', '\x7f', '=']) {
        const raw = `${'x'.repeat(before)}${odd}${'y'.repeat(after)}`;
        for (const body of [`value=${raw}`, `value=${raw}&a=1`, `b=%41&value=${raw}&a=1`]) {
          expect(said(() => joinedText(parseForm(body)))).toEqual(plainly(body) ?? { refused: 'PARAM' });
          if (!plainly(body)) continue;
          expect(parseForm(body).get('value')).toBe(new URLSearchParams(body).get('value'));
        }
      }
    }
  }
});

test('forms are read in turn: what one left behind is not the other’s', () => {
  const first = parseForm('app_id=%31&sign=QUJD&body=a%26b');
  const second = parseForm('app_id=%32&sign=REVG&body=c+d');
  expect([first.get('app_id'), second.get('app_id'), first.get('body'), second.get('body')]).toEqual(['1', '2', 'a&b', 'c d']);
  expect([first, second, first].map((form) => form.bytesOf('sign', 9)?.toString())).toEqual(['ABC', 'DEF', 'ABC']);
  expect([first, second].map((form) => form.values())).toEqual([
    ['1', 'QUJD', 'a&b'],
    ['2', 'REVG', 'c d'],
  ]);
  expect([first, second].map(joinedText)).toEqual(['app_id=1&body=a&b&sign=QUJD', 'app_id=2&body=c d&sign=REVG']);
  // 比上一篇短的：上一篇剩在后面的字不是它的。
  for (const [body, name] of [
    ['app_id=3', 'sign'],
    ['app_id=3&si', 'si'],
  ] as const) {
    parseForm('app_id=1&sign=QUJD');
    expect([parseForm(body).get('sign'), parseForm(body).get('app_id'), parseForm(body).get(name)]).toEqual([
      undefined,
      '3',
      name === 'si' ? '' : undefined,
    ]);
  }
  // 名字只有一个字不同的，不是那个名字。
  for (let place = 0; place < 'app_id'.length; place += 1) {
    const other = `${'app_id'.slice(0, place)}x${'app_id'.slice(place + 1)}`;
    parseForm('app_id=1&sign=QUJD');
    const form = parseForm(`${other}=1&sign=QUJD`);
    expect([form.get('app_id'), form.get(other)]).toEqual([undefined, '1']);
  }
});

test('the joined text stands while the signature and the values are read', () => {
  const form = parseForm('app_id=1&body=%E6%9D%AF&sign=QUJD');
  const { bytes } = form.joined(['sign'], true);
  const signature = form.bytesOf('sign', 9);
  expect([form.values(), form.get('body'), bytes.toString(), signature?.toString()]).toEqual([
    ['1', '杯', 'QUJD'],
    '杯',
    'app_id=1&body=杯',
    'ABC',
  ]);
});

describe('base64 straight from the form', () => {
  /** 解码成文字、解开、再写回去还是它，才是标准的。 */
  const expectedOf = (text: string): string | undefined => {
    const bytes = Buffer.from(text, 'base64');
    return text !== '' && bytes.toString('base64') === text ? bytes.toString('hex') : undefined;
  };
  const read = (raw: string): string | undefined => {
    const bytes = said(() => parseForm(`sign=${raw}&a=1`).bytesOf('sign', 300));
    return Buffer.isBuffer(bytes) ? bytes.toString('hex') : undefined;
  };
  const decoded = (raw: string): string => new URLSearchParams(`sign=${raw}`).get('sign') ?? '';

  test('every byte string comes back, percent-encoded or not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.boolean(), (bytes, full) => {
        const text = Buffer.from(bytes).toString('base64');
        const raw = full ? [...text].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('') : encodeURIComponent(text);
        expect(read(raw)).toBe(Buffer.from(bytes).toString('hex'));
      }),
      RUNS,
    );
  });

  test('anything else is nothing: exactly what decoding, reading and writing back accepts', () => {
    const unit = fc.constantFrom('A', 'B', 'Q', 'w', '/', '+', '=', '%2B', '%2F', '%3D', '%3d', '-', '_', '%41', ' ', '%', 'é', '%0A');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (raw) => {
        const wellFormed = !/%(?![0-9a-f]{2})/i.test(raw);
        expect(read(raw)).toBe(wellFormed ? expectedOf(decoded(raw)) : undefined);
      }),
      { ...RUNS, numRuns: 2500 },
    );
  });

  test('longer than asked for is nothing', () => {
    const raw = encodeURIComponent(Buffer.alloc(33, 7).toString('base64'));
    const form = parseForm(`sign=${raw}`);
    expect([form.bytesOf('sign', 33)?.length, form.bytesOf('sign', 32), form.bytesOf('none', 33)]).toEqual([33, undefined, undefined]);
  });
});
