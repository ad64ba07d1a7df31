/** npm run sweep 的一个子进程：收一份，扫一份，答一份。 */
import type { Done, Unit } from '../../scripts/chaos-sweep';
import { casesNamed, explain, share, sweepCase } from './sweep';
import { closeGround } from './world';

async function work(unit: Unit): Promise<Done> {
  const [one] = casesNamed(unit.name);
  if (!one) throw new Error(`没有场景 ${unit.name}`);
  try {
    const report = await sweepCase(one, share(unit));
    return { cuts: report.cuts, failures: report.failures.map((failure) => explain(one, failure)) };
  } catch (error) {
    // 不切也不对：没有可扫的。
    return { cuts: 0, failures: [`${unit.name}，没有切断时\n${(error as Error).message}`] };
  }
}

process.on('message', (unit: Unit) => {
  work(unit).then(
    (done) => process.send?.(done),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => void closeGround().finally(() => process.exit()));
