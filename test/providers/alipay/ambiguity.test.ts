// 签名盖住的是 `k=v&k=v`：真通知切成另一张单的通知，签名照样成立；每一个付款人够得着的字段都试一遍（docs/protocols/alipay.md §7）。
import { accepted } from '../accepted';
import { parseAlipayNotify } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/notify';
import fc from 'fast-check';
import { canBeCut, isUnambiguous } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/ambiguity';
import { parseForm } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/form';
import { checkAlipayCreate } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/fields';
import type { RawNotify } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { account, isSigned, notice, NOW, PAID, rawForm, signatureOf, textOf, type Fields } from './notices';

const parse = (raw: RawNotify) => accepted(parseAlipayNotify(account(), raw, NOW));
const ours = account();

/** 付款人想要的样子：别人的单号、大一些的金额。 */
const WANTED: Fields = { ...PAID, out_trade_no: 'VPVICTIM001', total_amount: '99.00' };

/**
 * 在 `tainted` 的值里塞进想要的字段，最后一个字段 `zz` 吞掉真通知剩下的文字。
 * 排在 `tainted` 之前的字段动不了。
 */
function attack(tainted: string): { genuine: Fields; forged: Fields } {
  const later = Object.keys(WANTED)
    .filter((key) => key > tainted && key !== 'sign_type')
    .sort();
  const injected = later.map((key) => `&${key}=${WANTED[key]}`).join('');
  const genuine = { ...PAID, [tainted]: `x${injected}&zz=` };
  const tail = textOf(genuine).split(`${tainted}=x${injected}&zz=`)[1] ?? '';
  const before = Object.fromEntries(Object.entries(PAID).filter(([key]) => key < tainted));
  const forged: Fields = { ...before, [tainted]: 'x', ...Object.fromEntries(later.map((key) => [key, WANTED[key] as string])), zz: tail };
  return { genuine, forged };
}

const REACHABLE = ['body', 'buyer_logon_id', 'buyer_open_id', 'passback_params', 'subject'];

test.each(REACHABLE)('%s: a genuine notice cut into another one is signed, and still refused', (tainted) => {
  const { genuine, forged } = attack(tainted);
  const sign = signatureOf(textOf(genuine));
  // 攻击是真的：两组字段连成同一段文字，签名对两组都成立。
  expect(textOf(forged)).toBe(textOf(genuine));
  expect(isSigned(textOf(forged), sign)).toBe(true);
  expect(forged).toMatchObject({ total_amount: '99.00', ...(tainted < 'out_trade_no' ? { out_trade_no: 'VPVICTIM001' } : {}) });
  for (const fields of [forged, genuine])
    expect(() => parse(rawForm({ ...fields, sign }))).toThrow(expect.objectContaining({ code: 40002 }));
});

test('a name that hides a separator is a cut as well', () => {
  const { genuine } = attack('body');
  const sign = signatureOf(textOf(genuine));
  const [head = '', ...rest] = textOf(genuine).split('=');
  expect(() => parse(rawForm({ [`${head}=${rest[0]}`]: rest.slice(1).join('='), sign, app_id: PAID['app_id'] as string }))).toThrow();
});

test('every other way to cut the text of a genuine notice is refused too', () => {
  const { genuine } = attack('body');
  const pieces = textOf(genuine).split('&');
  const sign = signatureOf(textOf(genuine));
  // 每个 `&` 都可能是字段之间，也可能在值里：把相邻的两段并成一个值，看还剩什么。
  for (let at = 0; at + 1 < pieces.length; at += 1) {
    const merged = [...pieces.slice(0, at), `${pieces[at]}&${pieces[at + 1]}`, ...pieces.slice(at + 2)];
    const fields = merged.map((piece) => [piece.slice(0, piece.indexOf('=')), piece.slice(piece.indexOf('=') + 1)] as const);
    const body = Buffer.from(
      new URLSearchParams([...fields.map(([name, value]) => [name, value] as [string, string]), ['sign', sign]]).toString(),
    );
    expect(() => parse({ headers: {}, body })).toThrow();
  }
});

test.each([
  ['a shop & a café', '杯子 & 盘子'],
  ['an address with one parameter', 'https://shop.example/?id=7'],
  ['base64', 'YWJjZA=='],
  ['an encoded text', 'a%3D1%26b%3D2'],
  ['a sentence that only looks like fields', '+50% 100%25 & more=1'],
])('%s cuts nothing and passes', (_name, value) => {
  for (const field of REACHABLE)
    expect(parse(notice({ [field]: value }))).toMatchObject({
      kind: 'payment',
      facts: { out_trade_no: PAID['out_trade_no'], total_fee: 1 },
    });
});

test('whatever passes has exactly one way to be cut into fields', () => {
  const name = fc.constantFrom('a', 'b', 'body', 'out_trade_no', 'total_amount', ' x', 'y&z', '');
  const value = fc.string({ unit: fc.constantFrom('a', 'b', '&', '=', ' ', '一'), maxLength: 12 });
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, minLength: 1, maxLength: 5 }), (entries) => {
      fc.pre(isUnambiguous(parseForm(new URLSearchParams(entries).toString()), true));
      const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
      const text = sorted.map(([key, content]) => `${key}=${content}`).join('&');
      // 从文字出发：每一处「&名字=」都切，得到的就是原来那一组。
      const cut = text
        .split(/&(?=[A-Za-z0-9_.-]{1,64}=)/)
        .map((piece) => [piece.slice(0, piece.indexOf('=')), piece.slice(piece.indexOf('=') + 1)]);
      expect(cut).toEqual(sorted);
    }),
    { numRuns: 3000 },
  );
});

test('what could be cut never leaves: body is refused by name, passback_params is encoded, the subject is widened', () => {
  const order = { out_trade_no: 'VPMINE00001', total_fee: 1, subject: 'x&total_amount=99.00', expireAt: NOW + 600_000 };
  const evil = 'x&total_amount=99.00';
  expect(canBeCut(evil)).toBe(true);
  expect(() => checkAlipayCreate(ours, { ...order, other: { body: evil } })).toThrow(
    expect.objectContaining({ code: 40001, problems: [{ field: 'data.other.body', problem: expect.stringContaining('歧义') }] }),
  );
  expect(() => checkAlipayCreate(ours, { ...order, other: { body: '杯子 & 盘子', passback_params: evil } })).not.toThrow();
  expect(() => checkAlipayCreate(ours, { ...order, other: { passback_params: '密'.repeat(57) } })).toThrow(
    expect.objectContaining({ problems: [{ field: 'data.other.passback_params', problem: expect.stringContaining('512') }] }),
  );
});
