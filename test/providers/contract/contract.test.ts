// docs/invariants.md §5：每个渠道、每种付款方式、每种密钥模式，对着自己的模拟网关通过同一套契约。
import { CHANNEL_PLATFORMS, counterOf, manifestOf, payWayOf, PROVIDERS } from '../../../common/contract/channels';
import { SIMULATORS } from '../../../local/gateways';
import { UNCLEAR, type RehearsedOperation } from '../../../local/gateways/kit/simulator';
import type { DevelopmentKeys } from '../../../local/keys';
import { keysAt } from '../../keys';
import { PayError } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import type { CreateRequest, CreateResult } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { openWorld, START, type World } from './world';
import { accepted as orThrow } from '../accepted';

let keys: DevelopmentKeys;
beforeAll(async () => {
  keys = await keysAt(START);
}, 60_000);

const WORLDS = PROVIDERS.flatMap((name) =>
  SIMULATORS[name].keyModes.flatMap((mode) =>
    // 柜台的端没有「下单」：counter.test.ts。
    CHANNEL_PLATFORMS[name]
      .filter((platform) => !counterOf(name, platform))
      .map((platform): [string, () => World] => [`${name} ${platform} (${mode})`, () => openWorld(name, platform, mode, keys)]),
  ),
);
const NO = 'VPCONTRACT01';
const TOTAL = 1234;
/** 自己到时间才出结果的退款 */
const REFUND_MS = 6 * 60_000;

describe.each(WORLDS)('%s', (_name, makeWorld) => {
  let world: World;
  beforeEach(() => {
    world = makeWorld();
  });
  afterEach(() => world.close());

  const wish = (patch: Partial<CreateRequest> = {}): CreateRequest => {
    const { provider, platform } = world.account;
    const openid = payWayOf(provider, platform)?.openidKeys === undefined ? undefined : world.openid;
    return {
      out_trade_no: NO,
      total_fee: TOTAL,
      subject: '手工马克杯 100% + 纸盒',
      expireAt: START + 30 * 60_000,
      clientIp: '203.0.113.7',
      returnUrl: 'https://shop.example/#/pages/result/result',
      ...(openid ? { openid } : {}),
      ...patch,
    };
  };
  const create = (patch?: Partial<CreateRequest>): Promise<CreateResult> => world.provider.create(world.account, wish(patch));
  const query = (no = NO) => world.provider.query(world.account, no);
  const refund = (out_refund_no: string, refund_fee: number) =>
    world.provider.refund(world.account, { out_trade_no: NO, out_refund_no, refund_fee, total_fee: TOTAL, reason: '协商退款' });
  const queryRefund = (out_refund_no: string) => world.provider.queryRefund(world.account, { out_trade_no: NO, out_refund_no });
  const errorOf = async (work: Promise<unknown>): Promise<PayError> => {
    const thrown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(PayError);
    return thrown as PayError;
  };
  /** 网关关得了、认得付款期限；虚拟支付只有本地关得了，那是 test/flow/virtual.test.ts 的事。 */
  const closes = (): boolean => manifestOf(world.account.provider).can.includes('close');
  async function paid(): Promise<void> {
    await world.pay(NO, await create());
  }

  test('an order runs from create to verified payment; query and notice tell the same facts', async () => {
    const created = await create();
    expect((await query()).state).toBe(world.afterCreate === 'trade' ? 'NOTPAY' : 'NOT_EXIST');
    await world.open(NO, created);
    expect(await query()).toMatchObject({ state: 'NOTPAY' });
    await world.pay(NO, created);
    const facts = await query();
    expect(facts).toMatchObject({
      out_trade_no: NO,
      state: 'SUCCESS',
      total_fee: TOTAL,
      transaction_id: expect.any(String),
      paidAt: START,
    });
    const [notice] = await world.notices();
    const event = await world.provider.parseNotify(world.account, notice as NonNullable<typeof notice>);
    // 只说是哪张单的推送：说什么都以查询为准，那一头刚刚核对过。
    if (event.kind === 'look') expect(event).toMatchObject({ out_trade_no: NO });
    else
      expect(event).toMatchObject({
        kind: 'payment',
        facts: {
          out_trade_no: NO,
          state: 'SUCCESS',
          total_fee: TOTAL,
          transaction_id: facts.transaction_id,
          paidAt: START,
          appid: world.account.appid,
          mchid: world.account.mchid,
        },
      });
    expect(world.ledger(NO)).toEqual({ total: TOTAL, paid: true, refunded: 0 });
  });

  test('creating again with the same number continues the same order; with another amount it cannot be paid', async () => {
    await create();
    const again = await create();
    await world.open(NO, again);
    if (world.afterCreate !== 'nothing') expect((await errorOf(create({ total_fee: TOTAL + 1 }))).outcome).toBe('none');
    // 只在本地签名的方式：网关在付款人打开收银台时拒绝。
    else await expect(world.open(NO, await create({ total_fee: TOTAL + 1 }))).rejects.toThrow();
    await world.pay(NO, again);
    expect(world.ledger(NO)).toEqual({ total: TOTAL, paid: true, refunded: 0 });
  });

  test('an unknown order is NOT_EXIST', async () => {
    expect(await query('VPNOBODY0001')).toMatchObject({ state: 'NOT_EXIST' });
  });

  test('an unpaid order closes; a paid one does not', async () => {
    const created = await create();
    await world.open(NO, created);
    expect(world.provider.close !== undefined).toBe(closes());
    if (!closes()) return;
    expect(await world.provider.close?.(world.account, NO)).toBe('CLOSED');
    expect((await query()).state).toBe('CLOSED');
    await expect(world.pay(NO, created)).rejects.toThrow();
  });

  test('closing a paid order says so and leaves it paid', async () => {
    await paid();
    if (closes()) expect(await world.provider.close?.(world.account, NO)).toBe('PAID');
    expect((await query()).state).toBe('SUCCESS');
  });

  test('after its time nobody can pay any more', async () => {
    const created = await create();
    world.tick(31 * 60_000);
    if (!closes()) return;
    await expect(world.pay(NO, created)).rejects.toThrow();
    expect(world.ledger(NO)?.paid ?? false).toBe(false);
    expect(['NOTPAY', 'CLOSED', 'NOT_EXIST']).toContain((await query()).state);
  });

  test('refunds run in parts, are found by their number, and never exceed what was paid', async () => {
    await paid();
    expect(await queryRefund('RFCONTRACT0')).toMatchObject({ state: 'NOT_EXIST' });
    for (const [no, fee] of [
      ['RFCONTRACT1', 234],
      ['RFCONTRACT2', 1000],
    ] as const) {
      expect(['PENDING', 'SUCCESS']).toContain((await refund(no, fee)).state);
      world.finishRefund(no);
      world.tick(REFUND_MS);
      expect(await queryRefund(no)).toMatchObject({ out_trade_no: NO, out_refund_no: no, state: 'SUCCESS', refund_fee: fee });
    }
    expect((await errorOf(refund('RFCONTRACT3', 1))).outcome).toBe('none');
    expect(world.ledger(NO)?.refunded).toBe(TOTAL);
  });

  test('the same refund asked twice is one refund; with another amount it is refused', async () => {
    await paid();
    await refund('RFCONTRACT1', 234);
    world.finishRefund('RFCONTRACT1');
    world.tick(REFUND_MS);
    expect(['PENDING', 'SUCCESS']).toContain((await refund('RFCONTRACT1', 234)).state);
    expect((await errorOf(refund('RFCONTRACT1', 235))).outcome).toBe('none');
    expect(world.ledger(NO)?.refunded).toBe(234);
  });

  test('an order nobody paid cannot be refunded', async () => {
    const created = await create();
    await world.open(NO, created);
    expect((await errorOf(refund('RFCONTRACT1', 1))).outcome).toBe('none');
  });

  test('a refund notice names the refund and is not taken for a payment', async () => {
    await paid();
    await world.notices();
    await refund('RFCONTRACT1', TOTAL);
    world.finishRefund('RFCONTRACT1');
    world.tick(REFUND_MS);
    const [notice] = await world.notices();
    const event = await world.provider.parseNotify(world.account, notice as NonNullable<typeof notice>);
    if (event.kind === 'look') expect(event).toMatchObject({ out_trade_no: NO, out_refund_no: 'RFCONTRACT1' });
    else
      expect(event).toMatchObject({
        kind: 'refund',
        facts: { out_trade_no: NO, out_refund_no: 'RFCONTRACT1', state: 'SUCCESS' },
      });
  });

  test('no bad notice is accepted, and the answer makes the gateway try again', async () => {
    await paid();
    for (const [name, raw] of Object.entries(world.badNotices(NO))) {
      const error = await errorOf((async () => orThrow(await world.provider.parseNotify(world.account, raw)))());
      expect([name, error.kind]).toEqual([name, expect.stringMatching(/^(SIGNATURE|CERTIFICATE|PARAM|PERMISSION)$/)]);
    }
    const accepted = world.provider.ack('accepted');
    for (const outcome of ['unverified', 'retry'] as const) expect(world.provider.ack(outcome)).not.toEqual(accepted);
  });

  test.each(UNCLEAR)('%s: every operation says "unknown", never "failed" or "done"', async (kind) => {
    // 应答没有签名的，遇不上假的签名
    if (!world.unclear.includes(kind)) return;
    const operations: [RehearsedOperation, () => Promise<unknown>][] = [
      ['query', () => query()],
      ['refund', () => refund('RFUNCLEAR01', 100)],
      ['queryRefund', () => queryRefund('RFUNCLEAR01')],
    ];
    if (world.afterCreate !== 'nothing') {
      world.fault('create', kind);
      expect([kind, (await errorOf(create())).outcome]).toEqual([kind, 'unknown']);
    }
    await paid();
    for (const [operation, work] of operations) {
      world.fault(operation, kind);
      expect([operation, (await errorOf(work())).outcome]).toEqual([operation, 'unknown']);
    }
    // 之后以同一个单号求证：恰好一笔。
    await refund('RFUNCLEAR01', 100);
    world.finishRefund('RFUNCLEAR01');
    world.tick(REFUND_MS);
    expect(await queryRefund('RFUNCLEAR01')).toMatchObject({ state: 'SUCCESS' });
    expect(world.ledger(NO)?.refunded).toBe(100);
  });
});
