/** 扫描在测试里的那一部分：每个场景一个测试，不对的说出怎样重放。 */
import { nameOf, type Scenario } from '../world/scenario';
import { explain, sample, sweepCase } from '../world/sweep';
import { closeGround } from '../world/world';

export function sweepScenarios(scenarios: readonly Scenario[], every = 7): void {
  afterAll(closeGround);
  const cases = scenarios.flatMap((scenario) => scenario.providers.map((provider) => ({ scenario, provider })));
  test.each(cases.map((one) => [nameOf(one), one] as const))(
    '%s',
    async (_name, one) => {
      const { failures } = await sweepCase(one, sample(every));
      expect(failures.map((failure) => explain(one, failure)).join('\n\n')).toBe('');
    },
    300_000,
  );
}
