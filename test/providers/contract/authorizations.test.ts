// docs/invariants.md §5：有收款授权的渠道、每种密钥模式，对着自己的模拟网关通过同一套契约：发起、答应、查询、解除、凭它转账、不明的故障。
import { manifestOf, PROVIDERS, TRANSFER_PLATFORM } from '../../../common/contract/channels';
import { SIMULATORS } from '../../../local/gateways';
import { UNCLEAR, type AnySimulator, type AuthorizationRehearsal, type TransferRehearsal } from '../../../local/gateways/kit/simulator';
import type { DevelopmentKeys } from '../../../local/keys';
import { keysAt } from '../../keys';
import type { PayError } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import type { AuthorizationCapability } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/authorizations';
import type { Account } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { openWorld, START, type World } from './world';

let keys: DevelopmentKeys;
beforeAll(async () => {
  keys = await keysAt(START);
}, 60_000);

const WORLDS = PROVIDERS.filter((name) => (manifestOf(name).can as readonly string[]).includes('authorizations')).flatMap((name) =>
  (SIMULATORS[name] as AnySimulator).keyModes.map((mode): [string, () => World] => [
    `${name} (${mode})`,
    () => openWorld(name, TRANSFER_PLATFORM, mode, keys),
  ]),
);
const NO = 'TACONTRACT01';

describe.each(WORLDS)('%s', (_name, makeWorld) => {
  let world: World;
  let own: AuthorizationCapability<Account>;
  let gateway: AuthorizationRehearsal;
  let transfers: TransferRehearsal;
  beforeEach(() => {
    world = makeWorld();
    own = world.provider.authorizations as AuthorizationCapability<Account>;
    transfers = world.transfers as TransferRehearsal;
    gateway = transfers.authorizations as AuthorizationRehearsal;
  });
  afterEach(() => world.close());

  const request = (patch: { readonly display_name?: string } = {}) => ({
    out_authorization_no: NO,
    appid: world.account.appid,
    openid: transfers.payee.identity,
    scene_id: transfers.content.scene_id ?? '',
    display_name: '林小茶',
    ...patch,
  });
  const create = async (patch?: { readonly display_name?: string }) => {
    own.check(world.account, request(patch));
    return own.create(world.account, request(patch));
  };
  const query = () => own.query(world.account, NO);
  const outcomeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'done',
      (error: unknown) => (error as PayError).outcome,
    );
  const pay = () =>
    world.provider.transfer?.(world.account, {
      out_bill_no: 'TRCONTRACT02',
      transfer_fee: 1234,
      payee: transfers.payee,
      appid: world.account.appid,
      remark: '佣金',
      title: '佣金',
      ...transfers.content,
      authorization: NO,
    });

  test('asked, agreed, closed: found by its number with the same facts; the same number is one; notices say the same', async () => {
    expect(await query()).toMatchObject({ state: 'NOT_EXIST' });
    expect(await own.close(world.account, NO)).toMatchObject({ state: 'NOT_EXIST' });
    expect(await create()).toMatchObject({ out_authorization_no: NO, state: 'WAIT_CONFIRM', packageInfo: expect.any(String) });
    expect(await create()).toMatchObject({ state: 'WAIT_CONFIRM', packageInfo: expect.any(String) });
    expect(await outcomeOf(create({ display_name: '别人' }))).toBe('none');
    gateway.confirm(NO);
    const facts = { out_authorization_no: NO, state: 'TAKING_EFFECT', openid: transfers.payee.identity, authorizedAt: world.now() };
    expect(await query()).toMatchObject({ ...facts, authorization_id: expect.any(String) });
    for (const notice of await world.notices())
      expect(await world.provider.parseNotify(world.account, notice)).toMatchObject({ kind: 'authorization', facts });
    expect(await own.close(world.account, NO)).toMatchObject({ state: 'CLOSED', closeReason: 'CLOSE_VIA_MCH_API' });
    expect(await query()).toMatchObject({ state: 'CLOSED' });
    for (const notice of await world.notices())
      expect(await world.provider.parseNotify(world.account, notice)).toMatchObject({
        facts: { out_authorization_no: NO, state: 'CLOSED' },
      });
  });

  test('a transfer by it is paid without asking; once closed it is refused', async () => {
    await create();
    expect(await outcomeOf(pay() ?? Promise.resolve())).toBe('none');
    gateway.confirm(NO);
    expect(['PENDING', 'SUCCESS']).toContain((await pay())?.state);
    expect(await pay()).toMatchObject({ out_bill_no: 'TRCONTRACT02' });
    expect(transfers.ledger('TRCONTRACT02')?.total).toBe(1234);
  });

  test.each(UNCLEAR)('%s: create, query and close say "unknown", never "refused" or "done"', async (kind) => {
    gateway.fault('authorize', kind);
    expect([kind, await outcomeOf(create())]).toEqual([kind, 'unknown']);
    await create();
    gateway.fault('queryAuthorization', kind);
    expect([kind, await outcomeOf(query())]).toEqual([kind, 'unknown']);
    gateway.confirm(NO);
    gateway.fault('closeAuthorization', kind);
    expect([kind, await outcomeOf(own.close(world.account, NO))]).toEqual([kind, 'unknown']);
    await own.close(world.account, NO);
    expect(await query()).toMatchObject({ state: 'CLOSED' });
  });
});
