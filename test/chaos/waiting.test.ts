// 不变量 I1（事务外的处理）、docs/invariants.md §6 第一条：处理还没办完，付款人回来问——等它，不再办一次；办的人倒下，租约到期才换人。
import type { ProviderName } from '../../common/contract/channels';
import { findFaults } from '../world/oracle';
import { Ports } from '../world/ports';
import { settleDust } from '../world/recovery';
import { BOTH, stageOf, type Stage } from '../world/scenario';
import { closeGround, openWorld, type Answer, type World } from '../world/world';

afterAll(closeGround);

/** 租约到期之后，毫秒：长过任何一个云函数的超时。 */
const LEASE_OVER_MS = 131_000;

let world: World;
let stage: Stage;
let ports: Ports;
let asked: number;
afterEach(() => world.close());

/** 一张付了款、通知压着不送的充值卡订单（vk-uni-pay 风格，裸加钱 5001）。 */
async function open(provider: ProviderName): Promise<void> {
  ports = new Ports();
  asked = 0;
  world = await openWorld({
    ports,
    latency: {
      databaseLatency: ({ kind, collection }, phase) => {
        if (phase === 'after' && kind === 'get' && collection === 'payment_orders') asked += 1;
      },
    },
  });
  stage = stageOf(world, provider);
  await stage.create({ type: 'topup' });
  stage.tillOf().loseNotice();
  stage.pay();
  stage.tick(3000);
}
const tab = (): Promise<Answer> => world.user('pay/kh/queryPayment', { out_trade_no: stage.no(), await_notify: true });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
async function until(done: () => boolean): Promise<void> {
  while (!done()) await turn();
}
/** 每一个来问的都又看过两次订单：它们真的在等。 */
const waitedTwice = (tabs: number): Promise<void> => {
  const from = asked;
  return until(() => asked >= from + 2 * tabs);
};
const balance = (): unknown => world.rows('world_wallets')[0]?.['balance'];
const done = { code: 0, orderPaid: true, user_order_success: true };

test.each(BOTH)('A. the notice is being handled, the payer comes back: one run, everybody hears the same (%s)', async (provider) => {
  await open(provider);
  world.supplier.hold();
  const notice = world.post(stage.tillOf().paymentNotice(stage.no()));
  await until(() => world.supplier.waiting === 1);
  const payer = tab();
  await waitedTwice(1);
  world.supplier.release();
  expect(await payer).toMatchObject(done);
  expect(await notice).toBe(true);
  expect([balance(), world.supplier.runs().length]).toEqual([5001, 1]);
});

test.each(BOTH)('B. the notice is lost, three tabs ask: one of them handles, the others wait for it (%s)', async (provider) => {
  await open(provider);
  world.supplier.hold();
  const tabs = [tab()];
  await until(() => world.supplier.waiting === 1);
  tabs.push(tab(), tab());
  await waitedTwice(2);
  world.supplier.release();
  for (const answer of await Promise.all(tabs)) expect(answer).toMatchObject(done);
  expect([balance(), world.supplier.runs().length]).toEqual([5001, 1]);
});

test.each(BOTH)('three tabs at the very same moment (%s)', async (provider) => {
  await open(provider);
  world.supplier.hold();
  const tabs = [tab(), tab(), tab()];
  await until(() => world.supplier.waiting === 1);
  await waitedTwice(2);
  world.supplier.release();
  for (const answer of await Promise.all(tabs)) expect(answer).toMatchObject(done);
  expect([balance(), world.supplier.runs().length]).toEqual([5001, 1]);
});

test('a caller that will not wait is told what is known: paid, not yet done', async () => {
  await open('wxpay');
  world.supplier.hold();
  const notice = world.post(stage.tillOf().paymentNotice(stage.no()));
  await until(() => world.supplier.waiting === 1);
  const answer = await stage.query();
  expect(answer).toMatchObject({ code: 0, orderPaid: true, status: 1 });
  expect(answer).not.toHaveProperty('user_order_success');
  world.supplier.release();
  await notice;
  expect([balance(), world.supplier.runs().length]).toEqual([5001, 1]);
});

test('the timer and a refund come while the handler works: neither starts a second run', async () => {
  await open('wxpay');
  world.supplier.hold();
  const notice = world.post(stage.tillOf().paymentNotice(stage.no()));
  await until(() => world.supplier.waiting === 1);
  stage.tick(31_000);
  await world.monitor();
  await stage.giveBack(2000);
  await world.monitor();
  world.supplier.release();
  await notice;
  await settleDust(world);
  expect(findFaults(world)).toEqual([]);
  expect([balance(), world.supplier.runs().length]).toEqual([5001, 1]);
});

test('the holder dies: nobody takes over before the lease ends, exactly one does after it', async () => {
  await open('wxpay');
  // 回调里第一个出站请求就是供应商的开工（公钥已有）。
  await stage.query();
  const request = stage.tillOf().paymentNotice(stage.no());
  const begin = await numberOf('POST /begin', request);
  await world.close();
  await open('wxpay');
  await stage.query();
  ports.cutAt(begin, 'kill after');
  ports.watch();
  await world.post(stage.tillOf().paymentNotice(stage.no()));
  ports.calm();
  expect(ports.struck?.name).toBe('POST /begin');
  const early = await Promise.all([tabFor(1), tabFor(1)]);
  for (const answer of early) expect(answer).not.toHaveProperty('user_order_success');
  expect([balance(), world.supplier.runs().length]).toEqual([0, 1]);
  stage.tick(LEASE_OVER_MS);
  for (const answer of await Promise.all([tab(), tab(), tab()])) expect(answer).toMatchObject(done);
  expect([balance(), world.supplier.runs().length, world.supplier.overlaps]).toEqual([5001, 2, []]);
});

const tabFor = (seconds: number): Promise<Answer> =>
  world.user('pay/kh/queryPayment', { out_trade_no: stage.no(), await_notify: true, await_max_time: seconds });

/** 处理这个请求时，某个调用是第几个。 */
async function numberOf(name: string, request: Parameters<World['post']>[0]): Promise<number> {
  ports.watch();
  await world.post(request);
  ports.calm();
  const found = ports.calls.find((call) => call.name === name);
  if (!found) throw new Error(`没有调用 ${name}`);
  return found.index;
}
