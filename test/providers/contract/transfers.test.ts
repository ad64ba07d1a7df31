// docs/invariants.md §5：会转账的渠道、每种密钥模式，对着自己的模拟网关通过同一套转账契约。
import { manifestOf, PROVIDERS, TRANSFER_PLATFORM } from '../../../common/contract/channels';
import { SIMULATORS } from '../../../local/gateways';
import { UNCLEAR, type AnySimulator, type TransferRehearsal } from '../../../local/gateways/kit/simulator';
import type { DevelopmentKeys } from '../../../local/keys';
import { keysAt } from '../../keys';
import { PayError } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import type { TransferRequest } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/transfers';
import { openWorld, START, type World } from './world';

let keys: DevelopmentKeys;
beforeAll(async () => {
  keys = await keysAt(START);
}, 60_000);

const WORLDS = PROVIDERS.filter((name) => manifestOf(name).transfer).flatMap((name) =>
  (SIMULATORS[name] as AnySimulator).keyModes.map((mode): [string, string, () => World] => [
    `${name} (${mode})`,
    mode,
    () => openWorld(name, TRANSFER_PLATFORM, mode, keys),
  ]),
);
const NO = 'TRCONTRACT01';
const FEE = 1234;

describe.each(WORLDS)('%s', (_name, mode, makeWorld) => {
  let world: World;
  let gateway: TransferRehearsal;
  beforeEach(() => {
    world = makeWorld();
    gateway = world.transfers as TransferRehearsal;
    gateway.hold();
  });
  afterEach(() => world.close());

  const wish = (patch: Partial<TransferRequest> = {}): TransferRequest => ({
    out_bill_no: NO,
    transfer_fee: FEE,
    payee: gateway.payee,
    appid: world.account.appid,
    remark: '活动奖励 + 谢谢',
    title: '活动奖励',
    ...gateway.content,
    ...patch,
  });
  const transfer = async (patch?: Partial<TransferRequest>) => {
    world.provider.checkTransfer?.(world.account, wish(patch));
    return world.provider.transfer?.(world.account, wish(patch));
  };
  const query = async (no = NO) => world.provider.queryTransfer?.(world.account, no);
  const errorOf = async (work: Promise<unknown>): Promise<PayError> => {
    const thrown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(PayError);
    return thrown as PayError;
  };

  test('what the key mode cannot do is refused before anything is sent, with a reason', async () => {
    if ((world.transfers as TransferRehearsal).keyModes.includes(mode)) expect(await transfer()).toMatchObject({ out_bill_no: NO });
    else expect(await errorOf(transfer())).toMatchObject({ kind: 'PERMISSION', message: expect.stringContaining('证书') });
  });

  test('accepted, paid, and found by its number with the same facts; the same number is one transfer', async () => {
    if (!gateway.keyModes.includes(mode)) return;
    expect(await query()).toMatchObject({ state: 'NOT_EXIST' });
    expect(['PENDING', 'WAIT_CONFIRM']).toContain((await transfer())?.state);
    expect(['PENDING', 'WAIT_CONFIRM']).toContain((await transfer())?.state);
    expect((await errorOf(transfer({ transfer_fee: FEE + 1 }))).outcome).toBe('none');
    gateway.finish(NO, true);
    expect(await query()).toMatchObject({ out_bill_no: NO, state: 'SUCCESS', transfer_fee: FEE, transfer_bill_no: expect.any(String) });
    expect(gateway.ledger(NO)).toEqual({ total: FEE, paid: true });
    // 有通知的，说的是同一件事。
    for (const notice of await world.notices())
      expect(await world.provider.parseNotify(world.account, notice)).toMatchObject({
        kind: 'transfer',
        facts: { out_bill_no: NO, state: 'SUCCESS', transfer_fee: FEE },
      });
  });

  test('one that fails says so', async () => {
    if (!gateway.keyModes.includes(mode)) return;
    await transfer();
    gateway.finish(NO, false);
    expect(await query()).toMatchObject({ state: 'FAILED', failReason: expect.any(String) });
  });

  test('no money in the account: refused, nothing there; the balance tells', async () => {
    if (!gateway.keyModes.includes(mode)) return;
    gateway.setFunds(FEE - 1);
    expect(await world.provider.balance?.(world.account)).toMatchObject({ available_fee: FEE - 1 });
    expect(await errorOf(transfer())).toMatchObject({ kind: 'BALANCE', outcome: 'none' });
    expect(await query()).toMatchObject({ state: 'NOT_EXIST' });
  });

  test('a real name reaches the gateway, in whatever way it wants it', async () => {
    if (!gateway.keyModes.includes(mode)) return;
    expect(['PENDING', 'WAIT_CONFIRM']).toContain((await transfer({ payee: { ...gateway.payee, name: '张三' } }))?.state);
    expect(['PENDING', 'WAIT_CONFIRM']).toContain((await transfer({ payee: { ...gateway.payee, name: '张三' } }))?.state);
    expect((await errorOf(transfer({ payee: { ...gateway.payee, name: '李四' } }))).outcome).toBe('none');
  });

  test.each(UNCLEAR)('%s: transfer and query say "unknown", never "failed" or "done"', async (kind) => {
    if (!gateway.keyModes.includes(mode)) return;
    gateway.fault('transfer', kind);
    expect([kind, (await errorOf(transfer())).outcome]).toEqual([kind, 'unknown']);
    gateway.fault('queryTransfer', kind);
    expect([kind, (await errorOf(query())).outcome]).toEqual([kind, 'unknown']);
    await transfer();
    gateway.finish(NO, true);
    expect(await query()).toMatchObject({ state: 'SUCCESS' });
    expect(gateway.ledger(NO)).toEqual({ total: FEE, paid: true });
  });
});
