// 不变量 I12、docs/protocols/wxpay.md §12、docs/protocols/alipay.md §4.17：每个会登录的渠道、每个要指明付款人的端、每种密钥模式，
// 凭证换得出付款人，只换一次。
import { CHANNEL_PLATFORMS, manifestOf, payWayOf, PROVIDERS } from '../../../common/contract/channels';
import { SIMULATORS } from '../../../local/gateways';
import type { LoginRehearsal } from '../../../local/gateways/kit/simulator';
import type { DevelopmentKeys } from '../../../local/keys';
import { keysAt } from '../../keys';
import { PayError } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import type { PayerIdentity } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/login';
import { openWorld, START, type World } from './world';

let keys: DevelopmentKeys;
beforeAll(async () => {
  keys = await keysAt(START);
}, 60_000);

const WORLDS = PROVIDERS.filter((name) => (manifestOf(name).can as readonly string[]).includes('login')).flatMap((name) =>
  SIMULATORS[name].keyModes.flatMap((mode) =>
    CHANNEL_PLATFORMS[name]
      .filter((platform) => payWayOf(name, platform)?.openidKeys !== undefined)
      .map((platform): [string, () => World] => [`${name} ${platform} (${mode})`, () => openWorld(name, platform, mode, keys)]),
  ),
);

describe.each(WORLDS)('%s', (_name, makeWorld) => {
  let world: World;
  beforeEach(() => {
    world = makeWorld();
  });
  afterEach(() => world.close());

  const rehearsal = (): LoginRehearsal => world.login as LoginRehearsal;
  const issue = () => rehearsal().issue(world.account.platform, world.account.appid);
  const identify = (code: string): Promise<PayerIdentity> =>
    world.provider.login?.identify(world.account, code) ?? Promise.reject(new Error('no login'));
  const errorOf = async (work: Promise<unknown>): Promise<PayError> => {
    const thrown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(PayError);
    return thrown as PayError;
  };
  const refused = { kind: 'PARAM', outcome: 'none', problems: [{ field: 'code' }] };

  test('a code becomes the payer, once; another code of the same person is the same payer', async () => {
    expect(world.provider.login?.lacks(world.account)).toBeUndefined();
    const first = issue();
    expect(await identify(first.code)).toMatchObject({ openid: first.openid, kind: 'openid' });
    expect(await errorOf(identify(first.code))).toMatchObject(refused);
    expect((await identify(issue().code)).openid).toBe(first.openid);
  });

  test('a code that is old or was never given is refused by name', async () => {
    expect(await errorOf(identify('0'.repeat(32)))).toMatchObject(refused);
    const { code } = issue();
    world.tick(6 * 60_000);
    expect(await errorOf(identify(code))).toMatchObject(refused);
  });

  test('whatever goes wrong on the way is "unknown", never a payer, and says nothing of the code', async () => {
    for (const kind of rehearsal().kinds) {
      const { code } = issue();
      rehearsal().fault(kind);
      const error = await errorOf(identify(code));
      expect([kind, error.outcome]).toEqual([kind, 'unknown']);
      expect(`${error.message} ${error.detail ?? ''} ${String(error.cause ?? '')}`).not.toContain(code);
    }
  });
});
