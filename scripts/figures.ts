/**
 * 跑出来的数字：命令以 `--record` 记进 docs/guarantees.json，并写进两份 guarantees 文档里那张表。
 * 文档与数字由 test/architecture/guarantees.test.ts 核对：没有一个数字是手抄的。
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './build-functions';

const FILE = join(ROOT, 'docs/guarantees.json');

export type Figures = Readonly<Record<string, number>>;
type Recorded = Readonly<Record<string, { readonly command: string; readonly figures: Figures }>>;

/** 每个数字在两份文档里叫什么。 */
const WORDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  kills: ['次 `kill -9`', 'SIGKILLs'],
  midway: ['次正有事在做', 'of them midway'],
  orders: ['张单', 'orders'],
  payments: ['次付款', 'payments'],
  refunds: ['次退款', 'refunds'],
  scenarios: ['个场景', 'scenarios'],
  cuts: ['处切断', 'cuts'],
  seeds: ['个种子', 'seeds'],
  pairs: ['对同时发生的事', 'pairs'],
  schedules: ['种次序', 'schedules'],
  planted: ['个错种下', 'bugs planted'],
  killed: ['个被抓到', 'killed'],
  wrong: ['处不对', 'wrong'],
  seconds: ['秒', 'seconds'],
};
/** 两份文档：文件、表头、WORDS 里的哪一列、数字之间的顿号。 */
const DOCUMENTS = [
  { file: 'docs/guarantees.md', head: '| 命令 | 走过 |\n|---|---|', column: 0, comma: '，' },
  { file: 'docs/guarantees.en.md', head: '| Command | Run |\n|---|---|', column: 1, comma: ', ' },
] as const;
const BLOCK = /<!-- figures -->\n[\s\S]*?<!-- \/figures -->/;

const read = (): Recorded => (existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Recorded) : {});

/** 各份文档应有的样子。 */
export function withFigures(): { readonly file: string; readonly text: string; readonly wanted: string }[] {
  return DOCUMENTS.map(({ file, head, column, comma }) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const rows = Object.values(read()).map(({ command, figures }) => {
      const said = Object.entries(figures).map(([name, value]) => `${value} ${WORDS[name]?.[column] ?? name}`);
      return `| \`${command}\` | ${said.join(comma)} |`;
    });
    const table = rows.length === 0 ? '' : `\n${[head, ...rows].join('\n')}\n\n`;
    return { file, text, wanted: text.replace(BLOCK, () => `<!-- figures -->\n${table}<!-- /figures -->`) };
  });
}

/** @param command 怎样跑的，如 `npm run chaos -- --kills 300 --seed 7` */
export function recordFigures(name: string, command: string, figures: Figures): void {
  const next = { ...read(), [name]: { command, figures } };
  const sorted = Object.fromEntries(Object.entries(next).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 2)}\n`);
  for (const { file, wanted } of withFigures()) writeFileSync(join(ROOT, file), wanted);
  console.log('数字记进了 docs/guarantees.json 与两份 guarantees 文档');
}
