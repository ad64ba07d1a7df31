/** 由种子生成一串步骤，走一遍，每一步对账，最后尘埃落定再对一次；不对就缩到最短。 */
import * as fc from 'fast-check';
import { findFaults } from '../oracle';
import { settleDust } from '../recovery';
import { describeStep, NOTICE_FAULTS, openActor, REQUEST_FAULTS, type Step } from './actor';

const ORDERS = 3;
const MOST_STEPS = 24;
/** 缩短最多花这么久，毫秒 */
const SHRINK_MS = 120_000;

const n = fc.integer({ min: 1, max: ORDERS });
const provider = fc.constantFrom('wxpay' as const, 'alipay' as const);
const TICKS = [1000, 3000, 11_000, 31_000, 61_000, 131_000, 600_000, 1_900_000, 7_200_000] as const;

const create: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('create' as const),
  n,
  type: fc.constantFrom('recharge' as const, 'goods' as const, 'card' as const, 'topup' as const, 'cart' as const),
  provider,
});
/** 权重：付款、通知、查询这些常有的事多一些。 */
const single: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: create },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pay' as const), n, heard: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('notice' as const), n, copies: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wrong amount' as const), n }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forged' as const), n, variant: fc.nat(11) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cross-channel' as const), n, from: n }) },
  { weight: 4, arbitrary: fc.constant<Step>({ do: 'deliver' }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('query' as const), n }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), n }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), n }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      n,
      number: fc.integer({ min: 1, max: 3 }),
      fee: fc.constantFrom('all' as const, 500, 600, 2000, 3000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('resolve' as const),
      n,
      act: fc.constantFrom('settle' as const, 'fulfil' as const, 'refund' as const, 'close' as const),
    }),
  },
  { weight: 3, arbitrary: fc.constant<Step>({ do: 'monitor' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'restart' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'rotate key' }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('tick' as const), ms: fc.constantFrom(...TICKS) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fault on' as const),
      provider,
      kind: fc.constantFrom(...REQUEST_FAULTS),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('late notices' as const), provider, kind: fc.constantFrom(...NOTICE_FAULTS) }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'fault off' }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('supplier refuses' as const), times: fc.integer({ min: 1, max: 2 }) }) },
);
/** 时间与实例不与别的事同时变：那样一步里面就没有「此刻」了。 */
const concurrent = single.filter(({ do: name }) => name !== 'tick' && name !== 'restart');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: single },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('both' as const), one: concurrent, other: concurrent }) },
);
/** 总是从一张单开始，不然大半的步骤无事可做。 */
const story = fc.tuple(create, fc.array(step, { minLength: 4, maxLength: MOST_STEPS })).map(([first, rest]) => [first, ...rest]);

/** @throws Error 途中或最后有一处不对 */
async function play(steps: readonly Step[], seed: number): Promise<void> {
  const actor = await openActor(seed);
  try {
    for (const one of steps) await actor.take(one);
    await actor.take({ do: 'fault off' });
    await actor.take({ do: 'supplier refuses', times: 0 });
    await settleDust(actor.world);
    const faults = [...findFaults(actor.world), ...actor.stage.promises.flatMap((kept) => kept() ?? [])];
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
    { seed, numRuns: 1, interruptAfterTimeLimit: SHRINK_MS },
  );
  const [steps] = result.counterexample ?? [];
  if (!result.failed || steps === undefined) return undefined;
  const { errorInstance } = result;
  return { seed, steps: steps.map(describeStep), message: errorInstance instanceof Error ? errorInstance.message : String(errorInstance) };
}

export const explainFailure = ({ seed, steps, message }: ModelFailure): string =>
  [`种子 ${seed}：${message}`, ...steps.map((line) => `  ${line}`), `重放：npm run simulate -- --seeds 1 --seed ${seed}`].join('\n');
