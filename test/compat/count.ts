// npx tsx test/compat/count.ts：逐行对照里相同、更好、有意不同各多少行，还没有的是哪些；有结论而没有测试的以 1 退出。
import { unproven } from './proven';
import { UNI_PAY_2, VK_UNI_PAY, type Judged, type Verdict } from './verdicts';

for (const [name, judged] of [
  ['vk-uni-pay', VK_UNI_PAY],
  ['uni-pay 2', UNI_PAY_2],
] as const) {
  const rows: readonly (readonly [string, Judged])[] = Object.entries(judged);
  const count = (verdict: Verdict): number => rows.filter(([, one]) => one.verdict === verdict).length;
  const settled = rows.length - count('open');
  console.log(`${name}：${settled} / ${rows.length}（相同 ${count('same')}，更好 ${count('better')}，有意不同 ${count('different')}）`);
  for (const [id, { verdict, reason }] of rows) if (verdict === 'open') console.log(`  还没有 ${id}：${reason ?? ''}`);
}

const bare = unproven();
for (const id of bare) console.log(`有结论，没有测试：${id}`);
if (bare.length > 0) process.exitCode = 1;
