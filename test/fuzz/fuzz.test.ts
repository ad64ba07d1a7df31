// 没有一个输入能引出没有料到的错误、5xx 或一次写（docs/invariants.md「攻击」）；这里每个目标敲一小会儿，npm run fuzz 敲两万次。
import fc from 'fast-check';
import { TARGETS } from './targets';

const quick = Object.entries(TARGETS).filter(([, { needsStack }]) => !needsStack);

test.each(quick)('%s', async (_name, target) => {
  const { property } = await target.open();
  await fc.assert(property as fc.IAsyncProperty<[unknown]>, { numRuns: 60, seed: 7 });
});
