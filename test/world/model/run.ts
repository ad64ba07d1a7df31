/** 由种子生成一串步骤，走一遍，每一步对账，最后尘埃落定再对一次；不对就缩到最短。 */
import * as fc from 'fast-check';
import { findFaults } from '../oracle';
import { settleDust } from '../recovery';
import { openActor } from './actor';
import { findDeliveryFaults } from '../virtual';
import { story } from './draw';
import { describeStep, mentionsShop, type Step } from './step';

/** 落定的时候，排期凑在一起做，毫秒 */
const DUST_STEP_MS = 15_000;
/** 缩短最多花这么久，毫秒 */
const SHRINK_MS = 120_000;

/** @throws Error 途中或最后有一处不对 */
async function play(steps: readonly Step[], seed: number): Promise<void> {
  const actor = await openActor(seed, steps.some(mentionsShop));
  try {
    for (const one of steps) await actor.take(one);
    await actor.calm();
    await settleDust(actor.world, { stepMs: DUST_STEP_MS });
    const { world, stage } = actor;
    const undelivered = findDeliveryFaults(world, world.rows('payment_orders'), world.till('wxpay-virtual'));
    const faults = [...findFaults(world), ...undelivered, ...stage.promises.flatMap((kept) => kept() ?? [])];
    if (faults.length > 0) throw new Error(`尘埃落定之后：${faults.join('；')}`);
  } finally {
    await actor.close();
  }
}

export interface ModelFailure {
  readonly seed: number;
  /** 缩短之后的步骤，一行一步 */
  readonly steps: readonly string[];
  readonly message: string;
}

/** 一个种子走一遍。@returns 不对的样子；对的就没有 */
export async function runModel(seed: number): Promise<ModelFailure | undefined> {
  const result = await fc.check(
    fc.asyncProperty(story, (steps) => play(steps, seed)),
    { seed, numRuns: 1, unbiased: true, interruptAfterTimeLimit: SHRINK_MS },
  );
  const [steps] = result.counterexample ?? [];
  if (!result.failed || steps === undefined) return undefined;
  const { errorInstance } = result;
  return { seed, steps: steps.map(describeStep), message: errorInstance instanceof Error ? errorInstance.message : String(errorInstance) };
}

export const explainFailure = ({ seed, steps, message }: ModelFailure): string =>
  [`种子 ${seed}：${message}`, ...steps.map((line) => `  ${line}`), `重放：npm run simulate -- --seeds 1 --seed ${seed}`].join('\n');
