// docs/invariants.md §5：会分账的渠道、每种密钥模式，对着自己的模拟网关通过同一套分账契约。
import { manifestOf, PROVIDERS } from '../../../common/contract/channels';
import { SIMULATORS } from '../../../local/gateways';
import { UNCLEAR, type AnySimulator, type SharingRehearsal } from '../../../local/gateways/kit/simulator';
import { createDevelopmentKeys, type DevelopmentKeys } from '../../../local/keys';
import { PayError } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import type { Account } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import type {
  NewReceiver,
  ReturnRequest,
  ShareRequest,
  SharingCapability,
  SharingRequest,
  UnfreezeRequest,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/sharing';
import { openWorld, START, type World } from './world';

let keys: DevelopmentKeys;
beforeAll(async () => {
  keys = await createDevelopmentKeys(START);
}, 60_000);

const PLATFORM = 'h5';
const WORLDS = PROVIDERS.filter((name) => manifestOf(name).can.includes('sharing')).flatMap((name) =>
  (SIMULATORS[name] as AnySimulator).keyModes.map((mode): [string, () => World] => [
    `${name} (${mode})`,
    () => openWorld(name, PLATFORM, mode, keys),
  ]),
);
const NO = 'SHCONTRACT01';
const TOTAL = 10_000;
const FEE = 1000;

describe.each(WORLDS)('%s', (_name, makeWorld) => {
  let world: World;
  let gateway: SharingRehearsal;
  let own: SharingCapability<Account>;
  let transaction_id: string;
  let receivers: readonly NewReceiver[];

  const buy = async (out_trade_no: string, sharing: boolean): Promise<string> => {
    const request = { out_trade_no, total_fee: TOTAL, subject: '分账的杯子', expireAt: START + 3_600_000, sharing };
    await world.pay(out_trade_no, await world.provider.create(world.account, request));
    return (await world.provider.query(world.account, out_trade_no)).transaction_id ?? '';
  };
  beforeEach(async () => {
    world = makeWorld();
    gateway = world.sharing as SharingRehearsal;
    own = world.provider.sharing as SharingCapability<Account>;
    receivers = gateway.parties as unknown as readonly NewReceiver[];
    transaction_id = await buy(NO, true);
    for (const receiver of receivers) await own.addReceiver(world.account, receiver);
    world.tick(60_000);
  });
  afterEach(() => world.close());

  const share = (patch: Partial<ShareRequest> = {}): ShareRequest => ({
    kind: 'share',
    out_sharing_no: 'SHC00001',
    transaction_id,
    description: '',
    appid: world.account.appid,
    parts: receivers.map((party, index) => ({ party, fee: FEE - 100 * index, description: '分给门店' })),
    finish: false,
    ...patch,
  });
  const back = (patch: Partial<ReturnRequest> = {}): ReturnRequest => ({
    kind: 'return',
    out_sharing_no: 'SHCR0001',
    transaction_id,
    description: '退回分账',
    share_no: 'SHC00001',
    party: receivers[0] as NewReceiver,
    fee: FEE,
    ...patch,
  });
  const unfreeze = (): UnfreezeRequest => ({ kind: 'unfreeze', out_sharing_no: 'SHCU0001', transaction_id, description: '解冻' });
  const ask = (request: SharingRequest) => own.request(world.account, request);
  const query = (request: SharingRequest) => own.query(world.account, request);
  const errorOf = async (work: Promise<unknown>): Promise<PayError> => {
    const thrown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(PayError);
    return thrown as PayError;
  };
  const done = async (request: SharingRequest): Promise<void> => {
    await ask(request);
    world.tick(5000);
    expect(await query(request)).toMatchObject({ out_sharing_no: request.out_sharing_no, state: 'FINISHED' });
  };

  test('receivers: names reach the gateway in whatever way it wants them; wrong ones are named before anything is sent', async () => {
    for (const { account, name } of receivers) expect(gateway.nameOf(account)).toBe(name);
    own.checkReceiver(world.account, receivers[0] as NewReceiver);
    expect(() => own.checkReceiver(world.account, { type: 'MERCHANT_ID', account: 'x' })).toThrow(PayError);
    await own.addReceiver(world.account, receivers[0] as NewReceiver);
    await own.removeReceiver(world.account, receivers[0] as NewReceiver);
    expect(gateway.nameOf(receivers[0]?.account ?? '')).toBeUndefined();
    expect(await errorOf(ask(share()))).toMatchObject({ kind: 'PARAM', outcome: 'none' });
    expect(await query(share())).toMatchObject({ state: 'NOT_EXIST' });
  });

  test('shared: each with a result; the same number is one share; another content is refused', async () => {
    expect(await query(share())).toMatchObject({ state: 'NOT_EXIST' });
    expect(await ask(share())).toMatchObject({ state: 'PENDING', sharing_id: expect.any(String) });
    expect(await ask(share())).toMatchObject({ out_sharing_no: 'SHC00001' });
    expect((await errorOf(ask(share({ finish: true })))).outcome).toBe('none');
    world.tick(5000);
    const { parts, ...facts } = await query(share());
    expect(facts).toMatchObject({ state: 'FINISHED', transaction_id });
    const wanted = receivers.map(({ type, account }, index) => ({ type, account, fee: FEE - 100 * index, result: 'SUCCESS' }));
    expect(parts).toHaveLength(wanted.length);
    expect(parts).toEqual(expect.arrayContaining(wanted.map((part) => expect.objectContaining(part))));
    expect(gateway.standing(NO)).toMatchObject({ enabled: true, shared: 2 * FEE - 100, returned: 0, closed: false });
  });

  test('finished is not shared: the one that failed says why', async () => {
    gateway.fail(receivers[1]?.account ?? '', true);
    await done(share());
    const { parts } = await query(share());
    expect(parts.map(({ result }) => result).sort()).toEqual(['FAILED', 'SUCCESS']);
    expect(parts.find(({ result }) => result === 'FAILED')).toMatchObject({
      failReason: expect.any(String),
      account: receivers[1]?.account,
    });
  });

  test('a payment that was not frozen, and more than the ceiling, are refused and nothing is there', async () => {
    const plain = await buy('SHCONTRACT02', false);
    world.tick(60_000);
    expect(gateway.standing('SHCONTRACT02').enabled).toBe(false);
    expect((await errorOf(ask(share({ out_sharing_no: 'SHC00002', transaction_id: plain })))).outcome).toBe('none');
    const greedy = share({ parts: [{ party: receivers[0] as NewReceiver, fee: 3001, description: '太多' }] });
    expect(await errorOf(ask(greedy))).toMatchObject({ kind: 'PARAM', outcome: 'none', message: expect.stringContaining('receivers') });
    expect(await query(greedy)).toMatchObject({ state: 'NOT_EXIST' });
  });

  test('unfrozen: nothing is shared any more', async () => {
    expect(await query(unfreeze())).toMatchObject({ state: 'NOT_EXIST' });
    await done(unfreeze());
    await ask(unfreeze());
    expect(gateway.standing(NO).closed).toBe(true);
    expect((await errorOf(ask(share()))).outcome).toBe('none');
  });

  test('taken back from the one who got it, once under one number, never more than he got', async () => {
    expect(own.returnable).toContain(receivers[0]?.type);
    await done(share());
    expect(await query(back())).toMatchObject({ state: 'NOT_EXIST' });
    expect((await errorOf(ask(back({ fee: FEE + 1 })))).outcome).toBe('none');
    await done(back());
    await ask(back());
    expect(await query(back())).toMatchObject({ parts: [{ account: receivers[0]?.account, fee: FEE, result: 'SUCCESS' }] });
    expect(gateway.standing(NO)).toMatchObject({ returned: FEE });
    expect((await errorOf(ask(back({ out_sharing_no: 'SHCR0002', fee: 1 })))).outcome).toBe('none');
  });

  test.each(UNCLEAR)('%s: every request says "unknown", never "refused" or "done"; asked again it is one', async (kind) => {
    gateway.fault('share', kind);
    expect([kind, (await errorOf(ask(share()))).outcome]).toEqual([kind, 'unknown']);
    gateway.fault('query', kind);
    expect([kind, (await errorOf(query(share()))).outcome]).toEqual([kind, 'unknown']);
    await done(share());
    gateway.fault('return', kind);
    expect([kind, (await errorOf(ask(back()))).outcome]).toEqual([kind, 'unknown']);
    await done(back());
    gateway.fault('unfreeze', kind);
    expect([kind, (await errorOf(ask(unfreeze()))).outcome]).toEqual([kind, 'unknown']);
    await done(unfreeze());
    gateway.fault('receiver', kind);
    expect([kind, (await errorOf(own.addReceiver(world.account, receivers[0] as NewReceiver))).outcome]).toEqual([kind, 'unknown']);
    expect(gateway.standing(NO)).toMatchObject({ shared: 2 * FEE - 100, returned: FEE, closed: true });
  });
});
