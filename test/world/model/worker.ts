/** npm run simulate 的一个子进程：收一份（一个种子，或一对的一批次序），走一遍，答一个结果。 */
import { explainPair, pairsNamed, runPair } from '../pairs';
import { closeGround } from '../world';
import { explainFailure, runModel } from './run';

export type ModelUnit =
  | { readonly seed: number }
  /** 名字恰好是这个的一对，从种子起 count 种次序 */
  | { readonly pair: string; readonly seed: number; readonly count: number };
export interface ModelAnswer {
  /** 哪里不对、怎样重放；对的就没有 */
  readonly failure?: string;
}

async function work(unit: ModelUnit): Promise<string | undefined> {
  if (!('pair' in unit)) {
    const failure = await runModel(unit.seed);
    return failure && explainFailure(failure);
  }
  const pair = pairsNamed(unit.pair).find(({ name }) => name === unit.pair);
  if (!pair) throw new Error(`没有 ${unit.pair}`);
  const failure = await runPair(pair, unit.seed, unit.count);
  return failure && explainPair(failure);
}

process.on('message', (unit: ModelUnit) => {
  work(unit).then(
    (failure) => process.send?.({ ...(failure === undefined ? {} : { failure }) } satisfies ModelAnswer),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => void closeGround().finally(() => process.exit()));
