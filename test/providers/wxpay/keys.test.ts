// 验签公钥：证书自动下载、轮换、并存与过期；未知序列号打不出外呼；公钥模式从不碰证书接口（docs/invariants.md §4）。
import type {
  Account,
  GatewayResponse,
  NotifyEvent,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import type { WxpayCredentials } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/credentials';
import {
  CERTIFICATE_MODE,
  certifiedKey,
  createStub,
  notifyOf,
  seal,
  signedHeaders,
  START,
  type CertifiedKey,
  type Stub,
} from './stub-gateway';
import { accepted } from '../accepted';

const OLD = certifiedKey('AA00000000000000000000000000000000000001');
const NEW = certifiedKey('BB00000000000000000000000000000000000002');
const HOUR = 3_600_000;
const SERIAL_OF = (index: number): string => `CC${String(index).padStart(38, '0')}`;

let stub: Stub;
let account: Account<WxpayCredentials>;
let listed: readonly CertifiedKey[];
beforeEach(() => {
  stub = createStub();
  account = stub.account({ section: CERTIFICATE_MODE });
  listed = [OLD];
  stub.signer = OLD;
  stub.script = () => stub.certificates(...listed);
});
const downloads = (): number => stub.requests.filter(({ url }) => url.endsWith('/v3/certificates')).length;
const notify = (key: { serial: string; privateKey: CertifiedKey['privateKey'] }, to = account): Promise<NotifyEvent> =>
  Promise.resolve(stub.provider.parseNotify(to, notifyOf(key, stub.now, 'OTHER.EVENT', {}))).then(accepted);

test('the first callback downloads the certificates once, later ones use the cache', async () => {
  await expect(notify(OLD)).resolves.toMatchObject({ kind: 'ignored' });
  await notify(OLD);
  expect(downloads()).toBe(1);
  expect(stub.verifyAuthorization(stub.requests[0]!)).toBe(true);
});

test('serials are matched whatever their letter case', async () => {
  await expect(notify({ ...OLD, serial: OLD.serial.toLowerCase() })).resolves.toMatchObject({ kind: 'ignored' });
});

test('rotation: a new serial is fetched, old and new verify side by side', async () => {
  await notify(OLD);
  listed = [NEW];
  stub.signer = NEW;
  stub.now += 61_000;
  await notify(NEW);
  await notify(OLD);
  expect(downloads()).toBe(2);
});

test('a certificate that expired verifies nothing any more', async () => {
  const short = certifiedKey('DD00000000000000000000000000000000000003', START + 2 * HOUR);
  listed = [short, OLD];
  await notify(short);
  stub.now += 3 * HOUR;
  await expect(notify(short)).rejects.toMatchObject({ code: 40003 });
});

test('after twelve hours the list is refreshed; if the gateway is down the cached key still works', async () => {
  await notify(OLD);
  stub.now += 12 * HOUR;
  stub.script = () => stub.error(503, 'SERVICE_UNAVAILABLE');
  await notify(OLD);
  await notify(OLD);
  expect(downloads()).toBe(2);
  stub.now += 60_000;
  await notify(OLD);
  expect(downloads()).toBe(3);
});

test('a clock that goes an hour backwards does not stop refreshing', async () => {
  await notify(OLD);
  stub.now -= HOUR;
  listed = [OLD, NEW];
  await expect(notify(NEW)).resolves.toMatchObject({ kind: 'ignored' });
});

test('50 unknown serials at once cause one outbound call, and the known key keeps working', async () => {
  const attempts = Array.from({ length: 50 }, (_, index) =>
    notify({ serial: SERIAL_OF(index), privateKey: NEW.privateKey }).catch((error: unknown) => error),
  );
  await expect(notify(OLD)).resolves.toMatchObject({ kind: 'ignored' });
  for (const error of await Promise.all(attempts)) expect(error).toMatchObject({ code: 40003 });
  expect(downloads()).toBe(1);
});

test('50 unknown serials one after another within a minute cause one outbound call, per merchant', async () => {
  for (let index = 0; index < 50; index += 1) {
    await expect(notify({ serial: SERIAL_OF(index), privateKey: NEW.privateKey })).rejects.toMatchObject({ code: 40003 });
    stub.now += 1000;
  }
  expect(downloads()).toBe(1);
  await expect(notify(OLD, stub.account({ section: { ...CERTIFICATE_MODE, mchId: '1900000002' } }))).resolves.toBeDefined();
  expect(downloads()).toBe(2);
  stub.now += 10_000;
  await expect(notify({ serial: SERIAL_OF(99), privateKey: NEW.privateKey })).rejects.toMatchObject({ code: 40003 });
  expect(downloads()).toBe(3);
});

test.each(['__proto__', 'constructor', 'PUB_KEY_ID_0000', 'x'.repeat(500), 'ZZ', `${OLD.serial}00`, '../certificates'])(
  'serial %s is not worth a download',
  async (serial) => {
    await expect(notify({ serial, privateKey: NEW.privateKey })).rejects.toMatchObject({ code: 40003 });
    expect(downloads()).toBe(0);
  },
);

test('a malformed or probing signature is refused before any key is fetched', async () => {
  for (const signature of ['WECHATPAY/SIGNTEST/abc', `WECHATPAY/SIGNTEST/${'A'.repeat(320)}`, '!!!', 'A']) {
    const raw = notifyOf(OLD, stub.now, 'OTHER.EVENT', {});
    await expect(
      (async () =>
        accepted(await stub.provider.parseNotify(account, { ...raw, headers: { ...raw.headers, 'wechatpay-signature': signature } })))(),
    ).rejects.toMatchObject({ code: 40002 });
  }
  expect(downloads()).toBe(0);
});

test('public key mode never asks for certificates, whatever serial arrives', async () => {
  account = stub.account();
  for (let index = 0; index < 50; index += 1)
    await expect(notify({ serial: SERIAL_OF(index), privateKey: OLD.privateKey })).rejects.toMatchObject({ code: 40003 });
  await expect(notify(OLD)).rejects.toMatchObject({ code: 40003 });
  expect(stub.requests).toHaveLength(0);
});

test('during the switch both kinds of key verify, and the list may be signed by the public key', async () => {
  const publicSigner = createStub().signer;
  account = stub.account({ section: { platformCertificates: true } });
  await expect(notify(publicSigner)).resolves.toMatchObject({ kind: 'ignored' });
  expect(downloads()).toBe(0);
  stub.signer = publicSigner;
  await expect(notify(OLD)).resolves.toMatchObject({ kind: 'ignored' });
  expect(downloads()).toBe(1);
});

const certificateAnswer = (patch: object, signer = OLD): GatewayResponse => {
  const body = JSON.stringify({
    data: [{ serial_no: OLD.serial, encrypt_certificate: seal(OLD.certificatePem, 'certificate'), ...patch }],
  });
  return { status: 200, headers: signedHeaders(signer, body, stub.now), body };
};
test.each<[string, () => GatewayResponse, number]>([
  ['signed by a key that is not in it', () => certificateAnswer({}, { ...NEW, serial: OLD.serial }), 40003],
  ['signed by a serial that is not in it', () => certificateAnswer({}, NEW), 40003],
  ['not signed', () => ({ ...certificateAnswer({}), headers: {} }), 40002],
  ['an hour old', () => ({ ...certificateAnswer({}), headers: signedHeaders(OLD, certificateAnswer({}).body, stub.now - HOUR) }), 40002],
  [
    'encrypted with another key',
    () => certificateAnswer({ encrypt_certificate: seal(OLD.certificatePem, 'certificate', 'x'.repeat(32)) }),
    40003,
  ],
  ['holding something that is no certificate', () => certificateAnswer({ encrypt_certificate: seal('hello', 'certificate') }), 40003],
  ['naming another serial', () => certificateAnswer({ serial_no: NEW.serial }), 40003],
  ['with a missing ciphertext', () => certificateAnswer({ encrypt_certificate: { algorithm: 'AEAD_AES_256_GCM' } }), 40001],
  ['with null items', () => certificateAnswer({ encrypt_certificate: null }), 40001],
  ['empty', () => stub.answer(200, { data: [] }), 40004],
  ['of another shape', () => stub.answer(200, { data: { a: 1 } }), 40004],
  ['truncated', () => ({ ...certificateAnswer({}), body: '{"data":[' }), 40004],
  ['refused because the merchant has none', () => stub.error(404, 'RESOURCE_NOT_EXISTS'), 40003],
  ['refused for a moment', () => stub.error(500, 'SYSTEM_ERROR'), 40010],
  ['rate limited', () => stub.error(429, 'FREQUENCY_LIMITED'), 40008],
])('a certificate list %s is not trusted', async (_name, answer, code) => {
  stub.script = answer;
  await expect(notify(OLD)).rejects.toMatchObject({ code });
  // 一分钟之内不再打扰网关，而原因照样说得出：暂时的仍然是暂时的。
  await expect(notify(OLD)).rejects.toMatchObject({ code });
  expect(downloads()).toBe(1);
  stub.now += 60_000;
  stub.script = () => stub.certificates(OLD);
  await expect(notify(OLD)).resolves.toMatchObject({ kind: 'ignored' });
});

test('once a serial is trusted, a list cannot replace its key', async () => {
  await notify(OLD);
  const impostor = certifiedKey(OLD.serial);
  stub.now += 61_000;
  stub.signer = impostor;
  stub.script = () => stub.certificates(impostor);
  await expect(notify({ ...NEW })).rejects.toMatchObject({ code: 40003 });
  await expect(notify(OLD)).resolves.toMatchObject({ kind: 'ignored' });
});

test('a response signed by an unknown certificate fetches it once, and a failed fetch leaves the outcome unknown', async () => {
  const order = { out_trade_no: 'VP20261102100000000001', total_fee: 1, subject: '商品', expireAt: START + HOUR };
  stub.script = ({ url }) => (url.endsWith('/v3/certificates') ? stub.certificates(OLD) : stub.answer(200, { code_url: 'weixin://x' }));
  await expect(stub.provider.create(account, order)).resolves.toMatchObject({ qrcodeText: 'weixin://x' });
  expect(downloads()).toBe(1);
  const broken = createStub();
  broken.signer = OLD;
  broken.script = ({ url }) =>
    url.endsWith('/v3/certificates') ? broken.error(404, 'RESOURCE_NOT_EXISTS') : broken.answer(200, { code_url: 'weixin://x' });
  await expect(broken.provider.create(account, order)).rejects.toMatchObject({ code: 40003, outcome: 'unknown' });
});

/** 几个实例共用的一张表：一个名字在 `ms` 之内只有一次答 true。 */
function sharedClaims(): { claim: Stub['claim']; names: string[] } {
  const until = new Map<string, number>();
  const names: string[] = [];
  return {
    names,
    claim: async (name, ms) => {
      await Promise.resolve();
      names.push(name);
      if ((until.get(name) ?? 0) > stub.now) return false;
      until.set(name, stub.now + ms);
      return true;
    },
  };
}
/** 再开一个冷实例：自己的内存，共用的表与网关。 */
function instance(claims: Stub['claim']): Stub {
  const other = createStub();
  other.signer = OLD;
  other.script = () => other.certificates(...listed);
  other.claim = claims;
  return other;
}
const notifyAt = (one: Stub, key: { serial: string; privateKey: CertifiedKey['privateKey'] }): Promise<unknown> => {
  one.now = stub.now;
  return Promise.resolve(one.provider.parseNotify(account, notifyOf(key, stub.now, 'OTHER.EVENT', {}))).catch((error: unknown) => error);
};
const downloadsOf = (one: Stub): number => one.requests.filter(({ url }) => url.endsWith('/v3/certificates')).length;

test('over all instances, notices with unknown serials cause one download a minute; the others are told to come again', async () => {
  const claims = sharedClaims();
  const instances = Array.from({ length: 5 }, () => instance(claims.claim));
  const total = (): number => instances.reduce((sum, one) => sum + downloadsOf(one), 0);
  const flood = (): Promise<unknown[]> =>
    Promise.all(
      instances.flatMap((one) =>
        Array.from({ length: 10 }, (_, index) => notifyAt(one, { serial: SERIAL_OF(index), privateKey: NEW.privateKey })),
      ),
    );
  // 冷启动的第一次不受限制，也不碰数据库：每个实例一次，与来了多少条无关。
  for (const error of await flood()) expect(error).toMatchObject({ code: 40003 });
  expect([total(), claims.names]).toEqual([5, []]);
  stub.now += 61_000;
  for (const error of await flood()) expect([40003, 40010]).toContain((error as { code: number }).code);
  expect(total()).toBe(6);
  // 每个实例这一分钟只去问一次。
  expect(claims.names).toEqual(Array.from({ length: 5 }, () => 'wxpay-certificates:1900000001'));
  stub.now += 59_000;
  await flood();
  expect([total(), claims.names.length]).toEqual([6, 5]);
  stub.now += 2_000;
  await flood();
  expect(total()).toBe(7);
});

test('callbacks that fall on several new instances at once are all verified', async () => {
  const claims = sharedClaims();
  const instances = Array.from({ length: 8 }, () => instance(claims.claim));
  const events = await Promise.all(instances.flatMap((one) => [notifyAt(one, OLD), notifyAt(one, OLD)]));
  for (const event of events) expect(event).toMatchObject({ kind: 'ignored' });
  for (const one of instances) expect(downloadsOf(one)).toBe(1);
});

test('an instance that lost the minute answers "come again" to a new serial, and verifies it once it may', async () => {
  const claims = sharedClaims();
  const [first, second] = [instance(claims.claim), instance(claims.claim)];
  for (const one of [first, second]) await notifyAt(one, OLD);
  listed = [OLD, NEW];
  stub.now += 61_000;
  expect(await notifyAt(first, NEW)).toMatchObject({ kind: 'ignored' });
  expect(await notifyAt(second, NEW)).toMatchObject({ code: 40010, outcome: 'unknown' });
  expect(await notifyAt(second, OLD)).toMatchObject({ kind: 'ignored' });
  stub.now += 61_000;
  expect(await notifyAt(second, NEW)).toMatchObject({ kind: 'ignored' });
});

test('the answer to an own request does not wait for the other instances', async () => {
  const claims = sharedClaims();
  const [first, second] = [instance(claims.claim), instance(claims.claim)];
  for (const one of [first, second]) await notifyAt(one, OLD);
  listed = [OLD, NEW];
  stub.now += 61_000;
  await notifyAt(first, NEW);
  expect(await notifyAt(second, NEW)).toMatchObject({ code: 40010 });
  second.signer = NEW;
  second.script = ({ url }) =>
    url.endsWith('/v3/certificates') ? second.certificates(...listed) : second.answer(200, { code_url: 'weixin://wxpay/bizpayurl?pr=1' });
  const order = { out_trade_no: 'VP20261102100000000001', total_fee: 1, subject: '杯子', expireAt: stub.now + 600_000 };
  await expect(second.provider.create(account, order)).resolves.toMatchObject({ qrcodeText: 'weixin://wxpay/bizpayurl?pr=1' });
  expect(downloadsOf(second)).toBe(2);
});

test('losing the minute does not take away a key that is still good', async () => {
  const claims = sharedClaims();
  const [first, second] = [instance(claims.claim), instance(claims.claim)];
  for (const one of [first, second]) await notifyAt(one, OLD);
  stub.now += 12 * HOUR;
  await notifyAt(first, OLD);
  expect(await notifyAt(second, OLD)).toMatchObject({ kind: 'ignored' });
  expect([downloadsOf(first), downloadsOf(second)]).toEqual([2, 1]);
});

test('a claim that is slow is asked once, and one download follows', async () => {
  await notify(OLD);
  listed = [OLD, NEW];
  stub.now += 61_000;
  let release: (granted: boolean) => void = () => undefined;
  const asked: string[] = [];
  stub.claim = (name) => {
    asked.push(name);
    return new Promise((resolve) => (release = resolve));
  };
  const waiting = Promise.all(Array.from({ length: 20 }, () => notify(NEW)));
  await new Promise((resolve) => setImmediate(resolve));
  release(true);
  await expect(waiting).resolves.toHaveLength(20);
  expect([asked.length, downloads()]).toEqual([1, 2]);
});
