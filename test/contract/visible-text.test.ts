// 攻击表「标题、UA、头里有换行」的那一类：给人看的文字里，看不见的去掉，弄坏显示的拒收；一处定义，收文字的每一个服务都守它。
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { visibleLine, visibleText, withoutUnseen } from '../../common/contract/visible-text';
import { withoutSensitive } from '../../common/contract/sensitive';

/** 占着位置而看不见的 */
const UNSEEN = ['\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\u2063', '\ufeff', '\u00ad', '\u061c', '\u3164', '\u{e0041}'];
/** 弄坏显示的 */
const BREAKING = ['\n', '\u0000', '\u001b', '\u0085', '\u2028', '\u2029', '\u202a', '\u202e', '\u2066', '\u2069'];
const HIDDEN = [...UNSEEN, ...BREAKING];

test.each(UNSEEN)('%j is taken out wherever it stands', (unseen) => {
  expect(withoutUnseen(`${unseen}马克${unseen}${unseen}杯${unseen}`)).toBe('马克杯');
});

test('what breaks the display becomes a blank where it cannot be refused; a paragraph keeps its lines', () => {
  for (const breaking of BREAKING) expect([breaking, visibleLine(`a${breaking}${breaking}b`)]).toEqual([breaking, 'a b']);
  expect(visibleText('第一行\r\n第\u202e二\u200b行\n\u001b[2J')).toBe('第一行\n第 二行\n [2J');
  expect(withoutSensitive('退我\u202e钱\u200b')).toBe('退我 钱');
});

test('what belongs to the letters stays: emoji of several, flags, variants, numbers of Arabic', () => {
  for (const text of [
    '全家福 👨\u200d👩\u200d👧 套餐',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    '❤\ufe0f\u200d🔥',
    '👩🏽\u200d🚀',
    '葛\u{e0100}城',
    '\u06dd١',
  ])
    expect([text, withoutUnseen(text), visibleLine(text)]).toEqual([text, text, text]);
});

// ——每一个服务的每一段文字——

const CONTRACT = join(__dirname, '../../common/contract');
/** 照原样收、不给人看的：商户的密钥（证书的文字，读的时候自己会清）；本模块自己起的差异编号，要一字不差；报错的照收、遮住再存（journal/redact）；网关原生的、自由的结构（extra）。 */
const AS_IT_IS = new Set(['value', 'difference']);
const MASKED_LATER = new Set(['recordErrorSchema', 'acknowledgeAlertSchema', 'sendAlertSchema']);
/** 每一种文字总有一个收得下的样子。 */
const SAMPLES = [
  '一段话',
  '1234567890123456',
  'ab_cd12',
  'A1234567',
  '2026-11-23',
  'wxpay_2026',
  'evt_' + 'a'.repeat(27),
  'note:abc',
  '13800138000',
  '1.abcdef',
  'SF',
  'https://example.com/a',
  'AAAA',
  'orders:abc',
  'wxpay_190_2026-11-23',
  'h5',
];

type Schema = v.GenericSchema & Record<string, unknown>;
interface Leaf {
  readonly path: string;
  readonly schema: v.GenericSchema;
}
/** 一张规则里的每一段文字。 */
function leavesOf(schema: Schema, path: string): Leaf[] {
  const inside = (value: unknown, at: string): Leaf[] => leavesOf(value as Schema, at);
  switch (schema['type']) {
    case 'string':
      return [{ path, schema }];
    case 'object':
    case 'strict_object':
    case 'loose_object':
      return Object.entries(schema['entries'] as object).flatMap(([key, one]) => inside(one, `${path}.${key}`));
    case 'array':
      return inside(schema['item'], `${path}[]`);
    case 'optional':
    case 'nullable':
    case 'nullish':
      return inside(schema['wrapped'], path);
    case 'union':
    case 'variant':
      return (schema['options'] as unknown[]).flatMap((one) => inside(one, path));
    default:
      return [];
  }
}

const files = readdirSync(CONTRACT, { recursive: true, encoding: 'utf8' }).filter((file) => /(?:params|server-request)\.ts$/.test(file));
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && (value as Schema)['kind'] === 'schema';
async function allLeaves(): Promise<Leaf[]> {
  const found: Leaf[] = [];
  for (const file of files) {
    const exported = (await import(join(CONTRACT, file))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported))
      if (isSchema(value) && !MASKED_LATER.has(name)) found.push(...leavesOf(value, `${file.replaceAll('\\', '/')} ${name}`));
  }
  return found.filter(({ path }) => !AS_IT_IS.has(path.split('.').at(-1) as string));
}

test('no text of any service keeps a letter that is not seen: it is refused or taken out', async () => {
  const leaves = await allLeaves();
  expect(leaves.length).toBeGreaterThan(150);
  const through: string[] = [];
  const strange: string[] = [];
  for (const { path, schema } of leaves) {
    const fitting = SAMPLES.filter((sample) => v.safeParse(schema, sample).success);
    if (fitting.length === 0) strange.push(path);
    for (const sample of fitting)
      for (const hidden of HIDDEN) {
        for (const at of [2, -1]) {
          const read = v.safeParse(schema, `${sample.slice(0, at)}${hidden}${sample.slice(at)}`);
          if (read.success && String(read.output).includes(hidden) && !(hidden === '\n' && path.startsWith('complaints/')))
            through.push(`${path} ${JSON.stringify(hidden)}`);
        }
      }
  }
  expect(through).toEqual([]);
  expect(strange).toEqual([]);
});

test('what is read from staff is the words alone, however they were copied', async () => {
  const schemas = (await import('../../common/contract/merchants/params')).saveMerchantSchema.entries;
  expect(v.parse(schemas.name, ' \u200b甲\u200b店\ufeff ')).toBe('甲店');
  expect(v.safeParse(schemas.name, '\u200b\ufeff\u3164').success).toBe(false);
  expect(v.safeParse(schemas.reason, '\u200b改').success).toBe(false);
  const { refundSchema } = await import('../../common/contract/refunds/params');
  expect(v.parse(refundSchema.entries.refund_desc, '少\u200b发')).toBe('少发');
});
