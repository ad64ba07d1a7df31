/** npm run fuzz：每个目标乱敲许多次；找到一处就打印缩小了的输入与重放的命令。 */
import fc from 'fast-check';
import color from 'picocolors';
import { TARGETS } from '../test/fuzz/targets';
import type { Target } from '../test/fuzz/target';
import { PlainError } from './plain-error';

export interface FuzzOptions {
  readonly runs: number | undefined;
  readonly target: string | undefined;
  readonly seed: number | undefined;
}

interface Finding {
  readonly name: string;
  readonly text: string;
}

async function fuzzOne(name: string, target: Target, runs: number, seed: number): Promise<Finding | undefined> {
  const { property, close } = await target.open();
  const startedAt = performance.now();
  try {
    const found = await fc.check(property as fc.IAsyncProperty<[unknown]>, { numRuns: runs, seed });
    const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} 秒`;
    if (!found.failed) {
      console.log(`${color.green('✓')} ${name} ${color.dim(`${target.title}，${found.numRuns} 次，${took}`)}`);
      return undefined;
    }
    console.log(`${color.red('✗')} ${name} ${target.title}`);
    return {
      name,
      text: `${String(found.errorInstance)}\n${fc.defaultReportMessage(found) ?? ''}\n重放：npm run fuzz -- --target ${name} --runs ${runs} --seed ${seed}`,
    };
  } finally {
    await close?.();
  }
}

/** @throws PlainError 有一个输入引出了没有料到的事；没有这个目标 */
export async function fuzz({ runs = 20_000, target, seed = Date.now() % 0xffff_ffff }: FuzzOptions): Promise<void> {
  const chosen = Object.entries(TARGETS).filter(([name]) => target === undefined || name === target);
  if (chosen.length === 0) throw new PlainError(`没有这个目标：${target ?? ''}；有 ${Object.keys(TARGETS).join('、')}`);
  console.log(`种子 ${seed}，每个目标 ${runs} 次`);
  const findings: Finding[] = [];
  for (const [name, one] of chosen) {
    const found = await fuzzOne(name, one, runs, seed);
    if (found) findings.push(found);
  }
  if (findings.length > 0) throw new PlainError(findings.map(({ name, text }) => `\n[${name}]\n${text}`).join('\n'));
}
