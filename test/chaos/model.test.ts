// I1–I5、I9（docs/invariants.md §5 C）：一个种子一串随机的事，每一步都拿模拟网关的账来对。许多种子：npm run simulate
import { explainFailure, runModel } from '../world/model/run';
import { closeGround } from '../world/world';

afterAll(closeGround);

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'seed %i',
  async (seed) => {
    const failure = await runModel(seed);
    expect(failure && explainFailure(failure)).toBeUndefined();
  },
  120_000,
);
