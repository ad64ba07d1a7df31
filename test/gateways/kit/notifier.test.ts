// 各网关共用的投递：先记账再发；压住的通知只压到发过为止；同一个通知不会两轮同时发；延迟的钩子能让别的事插进来。
import { openLedgerStore } from '../../../local/gateways/kit/ledger-store';
import type { NoticeProtocol, ScriptedDelivery } from '../../../local/gateways/kit/notice';
import { Notifier } from '../../../local/gateways/kit/notifier';
import { HOUR, MINUTE, SECOND } from '../../../local/gateways/kit/schedule';

interface Content {
  readonly text: string;
}

const PROTOCOL: NoticeProtocol<Content> = {
  newId: (() => {
    let last = 0;
    return () => `N${(last += 1)}`;
  })(),
  label: () => 'test',
  intervals: () => [15 * SECOND, HOUR],
  acknowledged: ({ status }) => status === 200,
  request: ({ url, text }, _now, variant = 'genuine') => ({ url, method: 'POST', headers: {}, body: `${variant} ${text}` }),
};

function world() {
  let now = 1_000_000;
  const store = openLedgerStore(':memory:');
  const sent: string[] = [];
  const answers: number[] = [];
  const state: { latency?: () => Promise<void> } = {};
  const notifier = new Notifier<Content>({
    store,
    protocol: PROTOCOL,
    now: () => now,
    compression: 1,
    emit: () => undefined,
    latency: () => state.latency?.() ?? Promise.resolve(),
    deliver: async ({ body }) => {
      sent.push(body);
      return { status: answers.shift() ?? 200, body: '' };
    },
  });
  return {
    notifier,
    sent,
    answers,
    state,
    tick: (ms: number) => void (now += ms),
    now: () => now,
    enqueue: (text: string, fault?: ScriptedDelivery) =>
      notifier.enqueue({ url: 'https://shop.example/n', outTradeNo: text, content: () => ({ text }) }, fault),
    async deliver() {
      await notifier.deliverDue();
      return sent.splice(0);
    },
    close: () => store.close(),
  };
}
let w: ReturnType<typeof world>;
beforeEach(() => (w = world()));
afterEach(() => w.close());

test('a notice held for the next one goes after it', async () => {
  w.enqueue('first', { kind: 'reorder' });
  expect(await w.deliver()).toEqual([]);
  w.enqueue('second');
  expect(await w.deliver()).toEqual(['genuine second', 'genuine first']);
});

test('it goes after it also when its minute was over but nobody had looked', async () => {
  w.enqueue('first', { kind: 'reorder' });
  w.tick(5 * MINUTE);
  w.enqueue('second');
  expect(await w.deliver()).toEqual(['genuine second', 'genuine first']);
});

test('once sent, it is held no longer: a later notice does not move its redelivery', async () => {
  w.enqueue('first', { kind: 'reorder' });
  w.answers.push(500);
  w.tick(MINUTE);
  expect(await w.deliver()).toEqual(['genuine first']);
  expect(w.notifier.list('first')).toMatchObject([{ held: false, dueAt: w.now() + 15 * SECOND }]);
  w.enqueue('second');
  expect(await w.deliver()).toEqual(['genuine second']);
  expect(w.notifier.nextDueAt()).toBe(w.now() + 15 * SECOND);
});

test('a later notice that is itself delayed does not hold it beyond its minute', async () => {
  w.enqueue('first', { kind: 'reorder' });
  w.enqueue('second', { kind: 'delay', ms: 25 * HOUR });
  w.tick(MINUTE);
  expect(await w.deliver()).toEqual(['genuine first']);
});

test('a bad notice goes before the first attempt of the true one only', async () => {
  w.enqueue('first', { kind: 'prelude', variant: 'forged' });
  w.answers.push(401, 500);
  expect(await w.deliver()).toEqual(['forged first', 'genuine first']);
  w.tick(15 * SECOND);
  expect(await w.deliver()).toEqual(['genuine first']);
});

test('while one round waits, another neither sends the same notice twice nor is stopped by it', async () => {
  w.enqueue('slow');
  let go = (): void => undefined;
  const waiting = new Promise<void>((resolve) => (go = resolve));
  w.state.latency = () => waiting;
  const round = w.notifier.deliverDue();
  w.state.latency = undefined;
  w.enqueue('quick');
  expect((await w.notifier.deliverDue()).map(({ text }) => text)).toEqual(['quick']);
  go();
  expect((await round).map(({ text, acked }) => [text, acked])).toEqual([['slow', true]]);
  expect(w.sent).toEqual(['genuine quick', 'genuine slow']);
});
