/** 跑出来的数字：`--record` 时记进 docs/guarantees.json，docs/guarantees.md 里写的就是它们（test/architecture/guarantees.test.ts 核对）。 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './build-functions';

const FILE = join(ROOT, 'docs/guarantees.json');

export type Figures = Readonly<Record<string, number>>;

/** @param command 怎样跑的，如 `npm run chaos -- --kills 300 --seed 7` */
export function recordFigures(name: string, command: string, figures: Figures): void {
  const all = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>) : {};
  const next = { ...all, [name]: { command, ...figures } };
  const sorted = Object.fromEntries(Object.entries(next).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 2)}\n`);
  console.log(`数字记进了 docs/guarantees.json`);
}
