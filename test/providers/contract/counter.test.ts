// docs/invariants.md §5：收付款码的渠道、每种密钥模式，对着自己的模拟网关通过同一套契约：扣款、等密码、撤销、拒绝、七种不明。
import { CHANNEL_PLATFORMS, counterOf, PROVIDERS } from '../../../common/contract/channels';
import { SIMULATORS } from '../../../local/gateways';
import { UNCLEAR, type CounterRehearsal } from '../../../local/gateways/kit/simulator';
import type { DevelopmentKeys } from '../../../local/keys';
import { keysAt } from '../../keys';
import { PayError } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import type { TradeFacts } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { openWorld, START, type World } from './world';

let keys: DevelopmentKeys;
beforeAll(async () => {
  keys = await keysAt(START);
}, 60_000);

const WORLDS = PROVIDERS.flatMap((name) =>
  CHANNEL_PLATFORMS[name]
    .filter((platform) => counterOf(name, platform) !== undefined)
    .flatMap((platform) =>
      SIMULATORS[name].keyModes.map((mode): [string, () => World] => [`${name} (${mode})`, () => openWorld(name, platform, mode, keys)]),
    ),
);
const NO = 'VPCOUNTER01';
const TOTAL = 1234;
const RIPE_MS = 16_000;

describe.each(WORLDS)('%s', (_name, makeWorld) => {
  let world: World;
  let counter: CounterRehearsal;
  beforeEach(() => {
    world = makeWorld();
    if (!world.counter) throw new Error('没有柜台');
    counter = world.counter;
  });
  afterEach(() => world.close());

  const charge = async (authCode: string, out_trade_no = NO): Promise<TradeFacts> => {
    const request = {
      out_trade_no,
      total_fee: TOTAL,
      subject: '到店付款',
      expireAt: world.now() + 45_000,
      authCode,
      clientIp: '203.0.113.7',
    };
    return (await world.provider.charge?.(world.account, request)) as TradeFacts;
  };
  const query = () => world.provider.query(world.account, NO);
  const reverse = () => world.provider.reverse?.(world.account, NO);
  const errorOf = async (work: Promise<unknown>): Promise<PayError> => {
    const thrown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(PayError);
    return thrown as PayError;
  };

  test('paid at once; the query tells the same', async () => {
    expect(await charge(counter.show('pay'))).toMatchObject({ out_trade_no: NO, state: 'SUCCESS' });
    expect(await query()).toMatchObject({ state: 'SUCCESS', total_fee: TOTAL, paidAt: START, transaction_id: expect.any(String) });
    expect(world.ledger(NO)).toEqual({ total: TOTAL, paid: true, refunded: 0 });
  });

  test('a password is waited for; reversed unpaid it is closed and cannot be paid', async () => {
    expect((await charge(counter.show('password'))).state).toBe('NOTPAY');
    expect((await query()).state).toBe('NOTPAY');
    world.tick(RIPE_MS);
    expect(await reverse()).toBe('CLOSED');
    expect(await reverse()).toBe('CLOSED');
    expect((await query()).state).toBe('CLOSED');
    expect(() => counter.enterPassword(NO)).toThrow();
  });

  test('reversed after it was paid: all is given back, and the query says so', async () => {
    await charge(counter.show('password'));
    counter.enterPassword(NO);
    world.tick(RIPE_MS);
    expect(await reverse()).toBe('REFUNDED');
    expect(await reverse()).toBe('REFUNDED');
    expect((await query()).state).toBe('REFUND');
    expect(world.ledger(NO)).toEqual({ total: TOTAL, paid: true, refunded: TOTAL });
  });

  test('a poor payer, a used code and an expired code are refused for certain; a number nobody charged is NOT_EXIST', async () => {
    expect(await errorOf(charge(counter.show('poor')))).toMatchObject({ kind: 'BALANCE', outcome: 'none' });
    expect(await reverse()).toBe('NOT_EXIST');
    const code = counter.show('pay');
    const late = counter.show('pay');
    await charge(code);
    expect(await errorOf(charge(code, 'VPCOUNTER02'))).toMatchObject({ kind: 'PARAM', outcome: 'none' });
    world.tick(61_000);
    expect(await errorOf(charge(late, 'VPCOUNTER03'))).toMatchObject({
      kind: 'PARAM',
      outcome: 'none',
      message: expect.stringContaining('auth_code'),
    });
    expect(late.length).toBeGreaterThan(15);
  });

  test.each(UNCLEAR)('%s: charging and reversing say "unknown", and asking makes it clear', async (kind) => {
    counter.fault('charge', kind);
    expect((await errorOf(charge(counter.show('pay')))).outcome).toBe('unknown');
    expect(['SUCCESS', 'NOT_EXIST']).toContain((await query()).state);
    if (world.ledger(NO) === undefined) await charge(counter.show('pay'));
    world.tick(RIPE_MS);
    counter.fault('reverse', kind);
    expect((await errorOf(Promise.resolve(reverse()))).outcome).toBe('unknown');
    expect(await reverse()).toBe('REFUNDED');
    expect(world.ledger(NO)?.refunded).toBe(TOTAL);
  });
});
