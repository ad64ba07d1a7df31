// 长的步骤有进度：终端里原地更新，管道里一行一行，失败也有结尾，结束后不留定时器。
import { createProgress } from '../../scripts/progress';

let written: string[];
let now: number;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  written = [];
  now = 0;
});
afterEach(() => jest.useRealTimers());

/** 去掉颜色与光标移动。 */
const plain = (text: string): string => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*[A-Za-z]`, 'g'), '');
const screen = (isTTY: boolean) => ({ isTTY, write: (text: string) => void written.push(plain(text)) });
const advance = (ms: number): void => {
  now += ms;
  jest.advanceTimersByTime(ms);
};
function open(): { promise: Promise<string>; done: (value: string) => void; fail: (error: Error) => void } {
  let done: (value: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<string>((resolve, reject) => {
    done = resolve;
    fail = reject;
  });
  return { promise, done, fail };
}

test('in a pipe a long step reports every five seconds, with what it usually takes', async () => {
  const progress = createProgress(screen(false), () => now);
  const work = open();
  const step = progress.step('构建', () => work.promise, 11_000);
  advance(5000);
  advance(5000);
  work.done('ok');
  expect(await step).toBe('ok');
  expect(written).toEqual(['  … 构建，已用 5.0 秒 / 约 11.0 秒\n', '  … 构建，已用 10.0 秒 / 约 11.0 秒\n', '  ✓ 构建 10.0 秒\n']);
  expect(jest.getTimerCount()).toBe(0);
});

test('in a terminal the running steps are redrawn in place, several at once', async () => {
  const progress = createProgress(screen(true), () => now);
  const [first, second] = [open(), open()];
  const steps = [progress.step('一', () => first.promise), progress.step('二', () => second.promise)];
  advance(300);
  expect(written.slice(-2).map((line) => line.slice(4))).toEqual(['一 0.3 秒\n', '二 0.3 秒\n']);
  first.done('');
  await steps[0];
  expect(written).toContain('  ✓ 一 0.3 秒\n');
  second.done('');
  await steps[1];
  expect(jest.getTimerCount()).toBe(0);
});

test('a step that fails ends with a cross and throws what it threw', async () => {
  const progress = createProgress(screen(false), () => now);
  const work = open();
  const step = progress.step('构建', () => work.promise);
  work.fail(new Error('坏了'));
  await expect(step).rejects.toThrow('坏了');
  expect(written).toEqual(['  ✗ 构建 0.0 秒\n']);
  expect(jest.getTimerCount()).toBe(0);
});
