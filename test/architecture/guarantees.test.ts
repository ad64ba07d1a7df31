// docs/guarantees.md 里的步骤就是模型会做的那些；数字就是命令记下的那些（docs/guarantees.json），一个也不是手抄的；记下的没有一次是不对的。
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFigures, type Figures } from '../../scripts/figures';
import { STEP_NAMES } from '../world/model/draw';

test('both documents say what was recorded', () => {
  for (const { text, wanted } of withFigures()) expect(text).toBe(wanted);
});

test('nothing that was recorded ended wrong', () => {
  const file = readFileSync(join(__dirname, '../../docs/guarantees.json'), 'utf8');
  const recorded = Object.values(JSON.parse(file) as Record<string, { figures: Figures }>).map(({ figures }) => figures);
  expect(recorded.length).toBeGreaterThan(0);
  for (const { wrong = 0, planted = 0, killed = planted } of recorded) expect([wrong, killed]).toEqual([0, planted]);
});

test.each(['guarantees.md', 'guarantees.en.md'])('%s lists every step of the model, and no other', (file) => {
  const text = readFileSync(join(__dirname, '../../docs', file), 'utf8');
  const table = /`test\/world\/model\/draw\.ts`[^\n]*\n\n((?:\|[^\n]*\n)+)/.exec(text)?.[1] ?? '';
  const cells = table.split('\n').map((line) => line.split('|')[1] ?? '');
  const named = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]));
  expect(named.sort()).toEqual([...STEP_NAMES].sort());
});
