// docs/protocols/unicloud.md §1.6：定时按 UTC+8、秒固定；一轮没完不叠加；超时由平台重试三次。
import { readManifests, type FunctionManifest } from '../../../local/unicloud/functions/manifest';
import { PlatformError } from '../../../local/unicloud';
import { startTimers, timerEvent } from '../../../local/unicloud/timers';
import { Workbench } from './workbench';

let workbench: Workbench;
let stop: () => void = () => undefined;
beforeEach(() => {
  workbench = new Workbench();
  jest.useFakeTimers({ now: Date.UTC(2026, 10, 23, 15, 59, 0) });
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(async () => {
  stop();
  jest.useRealTimers();
  jest.restoreAllMocks();
  await workbench.close();
});

function manifests(cron: string): FunctionManifest[] {
  workbench.writeFunction('tick', 'exports.main = () => 1;', { triggers: [{ name: 'any', type: 'timer', config: cron }] });
  return readManifests(workbench.functionsDir);
}
const minutes = (count: number): Promise<void> => jest.advanceTimersByTimeAsync(count * 60_000);

test('midnight of a daily timer is midnight in UTC+8', async () => {
  const fired: string[] = [];
  stop = startTimers(manifests('30 0 0 * * * *'), async () => void fired.push(new Date().toISOString()));
  await minutes(2);
  expect(fired).toEqual(['2026-11-23T16:00:30.000Z']);
});

test('a round that is still running is not started again', async () => {
  let running = 0;
  stop = startTimers(manifests('5 * * * * * *'), () => {
    running += 1;
    return new Promise(() => undefined);
  });
  await minutes(5);
  expect(running).toBe(1);
});

test('a timeout is tried again three times, another error is not', async () => {
  let runs = 0;
  stop = startTimers(manifests('5 * * * * * *'), () => {
    runs += 1;
    return Promise.reject(new PlatformError('FunctionTimeout', '太久'));
  });
  await minutes(1);
  expect(runs).toBe(4);
  stop();
  runs = 0;
  stop = startTimers(manifests('5 * * * * * *'), () => {
    runs += 1;
    return Promise.reject(new Error('业务错误'));
  });
  await minutes(1);
  expect(runs).toBe(1);
});

test('the event is the one of the Aliyun space: no trigger name, UTC times', () => {
  expect(timerEvent(0)).toEqual({
    triggerName: 'TIMER_LATEST',
    triggerTime: '1970-01-01T00:00:00.000Z',
    Time: '1970-01-01T00:00:00.000Z',
    TriggerName: 'TIMER_LATEST',
    Type: 'Timer',
  });
});

test.each([
  ['0 0 0 * * *', '7 段'],
  ['* * * * * * *', '秒必须是固定值'],
  ['0 0 0 1 * 1 *', '日与周'],
  ['0 61 0 * * * *', ''],
])('the cron %s is refused when the functions are read', (cron, reason) => {
  expect(() => manifests(cron)).toThrow(reason);
});
