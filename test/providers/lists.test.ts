// docs/simulators.md「再加一家」与 CONTRIBUTING.md「加一个渠道」：名单由清单的文件夹生成，都是最新的；名字不合格的说清楚。
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkName, newProvider } from '../../scripts/new-provider';
import {
  capitalized,
  identifierOf,
  keyOf,
  LIST_FILES,
  namesOfManifests,
  PROVIDERS_DIR,
  SIMULATORS_DIR,
  staleLists,
} from '../../scripts/provider-lists';

const ROOT = resolve(__dirname, '../..');
const foldersIn = (path: string): string[] =>
  readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'kit')
    .map(({ name }) => name)
    .sort();

test('every list is what the generator would write now', async () => {
  expect(LIST_FILES.length).toBeGreaterThan(4);
  expect(await staleLists(ROOT)).toEqual([]);
});

test('a provider is a manifest, a folder and a simulator: no one is without the others', () => {
  const names = namesOfManifests(ROOT);
  expect(foldersIn(PROVIDERS_DIR)).toEqual(names);
  expect(foldersIn(SIMULATORS_DIR)).toEqual(names);
});

test.each([
  ['', '小写字母'],
  ['UnionPay', '小写字母'],
  ['union--pay', '小写字母'],
  ['-pay', '小写字母'],
  ['pay-', '小写字母'],
  ['union-2', '小写字母'],
  ['wxpay-virtual', '已经有渠道 wxpay-virtual'],
  ['3pay', '小写字母'],
  ['../evil', '小写字母'],
  ['averyveryverylongname', '不超过 20'],
  ['kit', '另有用处'],
  ['class', '另有用处'],
  ['wxpay', '已经有渠道 wxpay'],
])('the name %j is refused', (name, reason) => {
  expect(() => checkName(name, ROOT)).toThrow(reason);
});

test.each([
  ['wxpay', 'wxpay', 'Wxpay', 'wxpay'],
  ['union-pay', 'unionPay', 'UnionPay', "'union-pay'"],
])('the name %s is written %s, %s and %s in code', (name, identifier, type, key) => {
  expect(() => checkName('union-pay', ROOT)).not.toThrow();
  expect([identifierOf(name), capitalized(name), keyOf(name)]).toEqual([identifier, type, key]);
});

test('the command says what is missing or too much', async () => {
  await expect(newProvider(undefined, { lists: false })).rejects.toThrow('缺少参数 <渠道>');
  await expect(newProvider('unionpay', { lists: true })).rejects.toThrow('--lists 只重写名单');
});
