// docs/invariants.md §5：种下的错还种得下去——原文在文件里恰好一处，名字不重复，点名的测试都在。真正种下：npm run mutants
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUTANTS } from '.';

const ROOT = join(__dirname, '../..');
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

test('every mutant applies at exactly one place and changes it', () => {
  const bad = MUTANTS.filter(({ file, find, put }) => textOf(file).split(find).length !== 2 || find === put);
  expect(bad.map(({ name }) => name)).toEqual([]);
});

test('names are unique and every named test is there', () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  const missing = MUTANTS.flatMap(({ tests }) => tests).filter((file) => !existsSync(join(ROOT, file)));
  expect([...new Set(missing)]).toEqual([]);
});
