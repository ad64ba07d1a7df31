// npx tsx test/compat/count.ts：逐行对照里相同、更好、有意不同各多少行，还没有的是哪些。
import { VK_UNI_PAY, type Verdict } from './verdicts';

const rows = Object.entries(VK_UNI_PAY);
const count = (verdict: Verdict): number => rows.filter(([, judged]) => judged.verdict === verdict).length;
const settled = rows.length - count('open');
console.log(`vk-uni-pay：${settled} / ${rows.length}（相同 ${count('same')}，更好 ${count('better')}，有意不同 ${count('different')}）`);
for (const [id, { verdict, reason }] of rows) if (verdict === 'open') console.log(`  还没有 ${id}：${reason ?? ''}`);
