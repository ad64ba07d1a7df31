// 不变量 I1–I4、I9、I13（docs/invariants.md §5）：任意两条路同时走到一张单、一笔转账上，读与写之间插进等待，结局与先后走的一样。
// 每一对一千种次序：npm run simulate -- --pairs 1000
import { explainPair, ORDER_PAIRS, PAIRS, runPair } from '../world/pairs';
import { runMeeting, runSeeded, runStale } from '../world/pairs/race';
import { closeGround } from '../world/world';

afterAll(closeGround);

/** 每一对走几种次序；更多的用命令走 */
const SCHEDULES = 2;
/** 另用这么多种等待各走一遍；缺省不走，次序已经由调度换过了 */
const WAITS = Array.from({ length: Number(process.env['VK_PAY_SEEDS'] ?? 0) }, (_none, index) => index + 1);
/** 每一次读都要让一回，一场比赛要重来几十次 */
const STALE_MS = 180_000;

describe.each(PAIRS.map(({ name, race }) => [name, race] as const))('%s', (name, race) => {
  test(
    'the scheduler chooses who goes on',
    async () => {
      const failure = await runPair({ name, race }, 1, SCHEDULES);
      expect(failure && explainPair(failure)).toBeUndefined();
    },
    STALE_MS,
  );
  for (const seed of WAITS) test(`waits of seed ${seed}`, () => runSeeded(race, seed));
});

const raceNamed = (name: string) => PAIRS.find((pair) => pair.name === name)?.race ?? fail(name);
const fail = (name: string): never => {
  throw new Error(`没有 ${name}`);
};

test.each([
  ['callback ‖ callback', 2],
  ['callback ‖ callback, outside handler', 3],
  ['refund ‖ refund, each of everything', 2],
  ['refund ‖ refund, each of half', 2],
  ['refund ‖ callback', 2],
] as const)('everybody has read before anybody writes: %s', async (name, count) => {
  for (const provider of ['wxpay', 'alipay']) await runMeeting(raceNamed(`${name} @${provider}`), count);
});

test.each(ORDER_PAIRS.map(({ name, race }) => [name, race] as const))(
  'one has read, the others do everything, then it goes on: %s',
  (_name, race) => runStale(race),
  STALE_MS,
);
