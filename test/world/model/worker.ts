/** npm run simulate 的一个子进程：收一个种子，走一遍，答一个结果。 */
import { closeGround } from '../world';
import { runModel, type ModelFailure } from './run';

export interface ModelAnswer {
  readonly failure?: ModelFailure;
}

process.on('message', (seed: number) => {
  runModel(seed).then(
    (failure) => process.send?.({ ...(failure ? { failure } : {}) } satisfies ModelAnswer),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => void closeGround().finally(() => process.exit()));
