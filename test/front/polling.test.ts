// docs/pages.md「结果」：轮询 1.5 秒起、放慢到 60 秒、隐藏即停；断网不是结论。
import { delayBefore, FIRST_DELAY_MS, LONGEST_DELAY_MS, startPolling, type Timers } from '../../common/client/pay/polling';

/** 手动走的时钟：记下排了多久的队，要它响才响。 */
function handTimers() {
  const waiting = new Map<number, { run: () => void; ms: number }>();
  let id = 0;
  const timers: Timers = {
    set: (run, ms) => {
      waiting.set(++id, { run, ms });
      return id;
    },
    clear: (handle) => void waiting.delete(handle as number),
  };
  return {
    timers,
    delays: () => [...waiting.values()].map(({ ms }) => ms),
    async ring(): Promise<void> {
      const [first] = waiting.entries();
      if (!first) throw new Error('没有在等的定时器');
      waiting.delete(first[0]);
      first[1].run();
      await flush();
    },
  };
}

async function flush(): Promise<void> {
  for (let round = 0; round < 8; round += 1) await Promise.resolve();
}

test('delays start at 1.5 s, never shrink and are capped at 60 s', () => {
  const delays = Array.from({ length: 40 }, (_, attempt) => delayBefore(attempt));
  expect(delays[0]).toBe(FIRST_DELAY_MS);
  expect(delays.at(-1)).toBe(LONGEST_DELAY_MS);
  expect([...delays].sort((a, b) => a - b)).toEqual(delays);
});

test('a page that only keeps itself fresh asks at an even pace', async () => {
  const clock = handTimers();
  const polling = startPolling({ ask: async () => 0, onAnswer: () => false, delay: () => 30_000, timers: clock.timers });
  for (let round = 0; round < 3; round += 1) {
    expect(clock.delays()).toEqual([30_000]);
    await clock.ring();
  }
  polling.stop();
  expect(clock.delays()).toEqual([]);
});

test('asks until the answer is final, then leaves no timer behind', async () => {
  const clock = handTimers();
  const answers = ['waiting', 'waiting', 'paid'];
  const seen: string[] = [];
  startPolling({
    ask: async () => answers.shift() as string,
    onAnswer: (answer) => seen.push(answer) > 0 && answer === 'paid',
    timers: clock.timers,
  });
  await clock.ring();
  await clock.ring();
  await clock.ring();
  expect(seen).toEqual(['waiting', 'waiting', 'paid']);
  expect(clock.delays()).toEqual([]);
});

test('a failed question is no conclusion: it backs off and asks again', async () => {
  const clock = handTimers();
  const errors: unknown[] = [];
  startPolling({
    ask: () => Promise.reject(new Error('offline')),
    onAnswer: () => true,
    onError: (error) => errors.push(error),
    timers: clock.timers,
  });
  await clock.ring();
  await clock.ring();
  expect(errors).toHaveLength(2);
  expect(clock.delays()).toEqual([delayBefore(2)]);
});

test('once an answer comes again after failures, it starts over from 1.5 s', async () => {
  const clock = handTimers();
  let down = true;
  startPolling({
    ask: () => (down ? Promise.reject(new Error('offline')) : Promise.resolve('waiting')),
    onAnswer: () => false,
    timers: clock.timers,
  });
  for (let round = 0; round < 6; round += 1) await clock.ring();
  expect(clock.delays()).toEqual([delayBefore(6)]);
  down = false;
  await clock.ring();
  expect(clock.delays()).toEqual([FIRST_DELAY_MS]);
  // 一直答得上来就照常放慢
  await clock.ring();
  expect(clock.delays()).toEqual([delayBefore(1)]);
});

test('hidden pages ask nothing; coming back asks at once and starts over', async () => {
  const clock = handTimers();
  let asked = 0;
  const polling = startPolling({ ask: async () => ++asked, onAnswer: () => false, timers: clock.timers });
  await clock.ring();
  await clock.ring();
  polling.pause();
  expect(clock.delays()).toEqual([]);
  polling.resume();
  await flush();
  expect(asked).toBe(3);
  expect(clock.delays()).toEqual([FIRST_DELAY_MS]);
});

test('an answer that arrives while hidden does not restart the polling', async () => {
  const clock = handTimers();
  let release: (value: string) => void = () => undefined;
  const polling = startPolling({ ask: () => new Promise<string>((done) => (release = done)), onAnswer: () => false, timers: clock.timers });
  await clock.ring();
  polling.pause();
  release('waiting');
  await flush();
  expect(clock.delays()).toEqual([]);
});

test('asking now while a question is in flight keeps a single chain', async () => {
  const clock = handTimers();
  const releases: ((value: string) => void)[] = [];
  const polling = startPolling({
    ask: () => new Promise<string>((done) => releases.push(done)),
    onAnswer: () => false,
    timers: clock.timers,
  });
  await clock.ring();
  polling.askNow();
  releases.forEach((release) => release('waiting'));
  await flush();
  expect(releases).toHaveLength(2);
  expect(clock.delays()).toHaveLength(1);
});

test('after stop nothing is delivered', async () => {
  const clock = handTimers();
  const seen: string[] = [];
  let release: (value: string) => void = () => undefined;
  const polling = startPolling({
    ask: () => new Promise<string>((done) => (release = done)),
    onAnswer: (answer) => seen.push(answer) > 0,
    timers: clock.timers,
  });
  await clock.ring();
  polling.stop();
  release('paid');
  await flush();
  polling.resume();
  expect(seen).toEqual([]);
  expect(clock.delays()).toEqual([]);
});
