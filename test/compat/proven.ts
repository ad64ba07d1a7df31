// 每一行的测试在哪里：证明的编号、或测试的名字与说明里点了这一行的名。
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UNI_PAY_2, VK_UNI_PAY, type Judged } from './verdicts';

const PROOFS = join(__dirname, 'proofs');
const ROOT = join(__dirname, '../..');

/** 证明写成 `'vk-10', async () => …`，或 `'vk-35 (three days)', …`。 */
const proven = new Set(
  readdirSync(PROOFS).flatMap((file) =>
    [...readFileSync(join(PROOFS, file), 'utf8').matchAll(/^\s*'((?:vk|up)-\d\d)(?: \([^']+\))?',$/gm)].map(([, id]) => id as string),
  ),
);

function isShown(id: string, { shownBy }: Judged): boolean {
  if (shownBy === undefined) return proven.has(id);
  return readFileSync(join(ROOT, shownBy), 'utf8').includes(id);
}

/** 说了结论却没有测试的行。 */
export function unproven(): string[] {
  return [...Object.entries(VK_UNI_PAY), ...Object.entries(UNI_PAY_2)]
    .filter(([id, judged]) => judged.verdict !== 'open' && !isShown(id, judged))
    .map(([id]) => id);
}
