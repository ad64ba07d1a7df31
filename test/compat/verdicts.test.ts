// 需求 13：公开文档的每一行都有结论，有意的不同都有理由，结论都有测试。
import { documentedRows } from '../projects/documented-rows';
import { unproven } from './proven';
import { UNI_PAY_2, VK_UNI_PAY } from './verdicts';

test.each([
  ['documented-vk-uni-pay', VK_UNI_PAY],
  ['documented-uni-pay-2', UNI_PAY_2],
] as const)('%s: every documented row has a verdict, and every difference its reason', (project, judged) => {
  expect(Object.keys(judged).sort()).toEqual((documentedRows[project] ?? []).map(({ id }) => id).sort());
  const bare = Object.entries(judged).filter(([, { verdict, reason }]) => verdict !== 'same' && !reason);
  expect(bare).toEqual([]);
});

test('every settled row has a test that names it', () => {
  expect(unproven()).toEqual([]);
});
