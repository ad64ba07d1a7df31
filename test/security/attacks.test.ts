// 攻击表（test/security/attacks.ts）：文档的每一行都在表里、表里写着的文档行也都在；点名的测试真的在那个文件里。
// docs/security.md 的开关与代码里的设置双向核对：写了的有这个设置，安全的设置都写了，点名的执行文件与测试都在。
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTACKS } from './attacks';

const ROOT = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const documented = [
  ...read('docs/invariants.md')
    .split('## 4 ')[1]!
    .split('\n## ')[0]!
    .matchAll(/^\| ([^|]+) \|/gm),
]
  .map((match) => match[1]!.trim())
  .filter((input) => input !== '输入' && !/^-+$/.test(input));

test('every attack of the documents is in the table, and the other way round', () => {
  expect(documented.length).toBeGreaterThan(10);
  const named = ATTACKS.flatMap(({ documented: row }) => (row === undefined ? [] : [row]));
  expect(documented.filter((input) => !named.some((row) => input.startsWith(row)))).toEqual([]);
  expect(named.filter((row) => !documented.some((input) => input.startsWith(row)))).toEqual([]);
});

test.each(ATTACKS.map((attack) => [attack.input, attack] as const))('%s: the tests that show it exist', (_input, { tests }) => {
  expect(tests.length).toBeGreaterThan(0);
  for (const [file, name] of tests) {
    const text = read(file);
    expect([file, name, text.includes(`'${name}'`) || text.includes(`"${name}"`)]).toEqual([file, name, true]);
  }
});

const CORE = 'uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src';
/** 设置里管安全的；别的（金额、时长、页面）不在那张表里。 */
const SECURITY_FLAGS = [
  'removeTestEndpoints',
  'requireHTTPS',
  'timeout',
  'gatewayPool',
  'rateLimit',
  'requireSignature',
  'servers',
  'ipWhitelist',
];

test.each(['docs/security.md', 'docs/security.en.md'])('%s: flags, enforcing files and tests are those of the code', (path) => {
  const table = read(path).split('\n## ')[0]!;
  const rows = [...table.matchAll(/^\| `(\w+)` \|(.+)\|$/gm)].map(([, flag, rest]) => ({ flag: flag!, cells: rest!.split('|') }));
  expect(rows.map(({ flag }) => flag).sort()).toEqual([...SECURITY_FLAGS].sort());
  const settings = read(`${CORE}/config/settings.ts`);
  for (const { flag, cells } of rows) {
    expect([flag, new RegExp(`^  ${flag}:`, 'm').test(settings)]).toEqual([flag, true]);
    const enforcing = [...cells[1]!.matchAll(/`([^`]+\.ts)`/g)].map((match) => match[1]!);
    const tests = [...cells.at(-1)!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
    expect([flag, enforcing.length > 0, tests.length > 0]).toEqual([flag, true, true]);
    for (const file of enforcing)
      expect([flag, file, existsSync(join(ROOT, file)) || existsSync(join(ROOT, CORE, file))]).toEqual([flag, file, true]);
    // 执行的文件里真的认得这个开关，或由设置校验时执行
    const known = enforcing.some((file) => read(existsSync(join(ROOT, file)) ? file : `${CORE}/${file}`).includes(flag));
    expect([flag, known]).toEqual([flag, true]);
    for (const test of tests)
      expect([flag, test, existsSync(join(ROOT, `${test}.test.ts`)) || existsSync(join(ROOT, test))]).toEqual([flag, test, true]);
  }
});

/** 标题、分隔、表头之外的每一行表与每一条。 */
const linesOf = (section: string): string[] =>
  section
    .split('\n')
    .filter((line, i, all) => /^(?:- |\| )/.test(line) && !/^\|[ -]*-\|/.test(all[i + 1] ?? '') && !/^\|[\s|-]+\|$/.test(line));
const testsNamed = (text: string): string[] => [...text.matchAll(/`(test\/[^`]+)`/g)].map((match) => match[1]!);

test.each(['docs/security.md', 'docs/security.en.md'])('%s: every promise names a test that is there', (path) => {
  const [settings, threats, ...rest] = read(path).split('\n## ') as [string, string, ...string[]];
  expect(testsNamed(read(path)).filter((name) => ![name, `${name}.test.ts`].some((file) => existsSync(join(ROOT, file))))).toEqual([]);
  const promises = [...linesOf(settings), ...linesOf(threats)];
  expect(promises.length).toBeGreaterThan(20);
  expect(promises.filter((line) => testsNamed(line).length === 0)).toEqual([]);
  // 其余各节（角色、签名、服务器、静态加密）：一节至少一个
  expect(rest.filter((section) => testsNamed(section).length === 0).map((section) => section.split('\n')[0])).toEqual([]);
});
