// 员工改数据库里的商户（不变量 I12）：与装载时同样的检查；密钥只写不读、加密存放；谁、为什么都记着；别人先改了就拒绝。
import { createHash } from 'node:crypto';
import type { UniClient } from '../../local/stack/client';
import { checkInvariants } from './harness';
import { documentOfSecond, openMerchantShop, type MerchantShop, type Provider, type Row } from './merchants-harness';

const keys = [`k1:${createHash('sha256').update('merchants').digest('base64')}`];
let shop: MerchantShop;
let staff: UniClient;
beforeAll(async () => {
  shop = await openMerchantShop({ settings: { encryption: { keys, fields: [] } } });
  staff = await shop.login('demo-admin');
});
afterEach(() => checkInvariants(shop));
afterAll(() => shop.close());

const stored = (pid: string): Row => shop.rows('vk-pay-config').find(({ _id }) => _id === pid) ?? {};
const save = (wish: Row, client = staff): Promise<Row> =>
  client.callService('pay/sys/saveMerchant', { name: '二店', status: 'active', reason: '新开一家店', ...wish });
const list = async (): Promise<Row[]> => (await staff.callService('pay/sys/listMerchants', {}))['rows'] as Row[];
const h5Of = async (provider: Provider): Promise<Row> => ((await documentOfSecond())[provider] as Record<string, Row>)['h5'] as Row;
/** 一节 → 页面填的几个键 */
async function section(provider: Provider, change: Row = {}): Promise<Row> {
  const all = { ...(await h5Of(provider)), ...change };
  const fields = Object.entries(all).flatMap(([name, value]) =>
    typeof value === 'string' ? [{ name, value }] : value === true ? [{ name, value: 'true' }] : [],
  );
  return { provider, platform: 'h5', fields };
}

test.each(['wxpay', 'alipay'] as const)(
  '%s: a merchant entered on the page takes money; its keys are never told and never lie open',
  async (provider) => {
    const pid = `new_${provider}`;
    const saved = await save({ pid, section: await section(provider) });
    expect(saved).toMatchObject({
      code: 0,
      merchant: { pid, version: 1, problems: [], sections: [{ provider, platform: 'h5', problems: [] }] },
    });
    const secrets = Object.values(await h5Of(provider)).filter(
      (value): value is string => typeof value === 'string' && value.length >= 32 && !/^PUB_KEY_ID/.test(value),
    );
    expect(secrets.length).toBeGreaterThanOrEqual(2);
    const answers = JSON.stringify([saved, await list()]);
    const tables = ['vk-pay-config', 'payment_logs', 'payment_errors', 'payment_alerts']
      .map((name) => JSON.stringify(shop.rows(name)))
      .join();
    for (const secret of secrets)
      expect([answers, tables].map((text) => text.includes(JSON.stringify(secret.trim()).slice(1, -1)))).toEqual([false, false]);
    const { merchant } = saved as { merchant: { sections: { fields: Row[] }[]; history: Row[] } };
    const [name, digest] =
      provider === 'wxpay' ? ['v3Key', (await h5Of('wxpay'))['v3Key']] : ['privateKey', (await h5Of('alipay'))['privateKey']];
    const fingerprint = createHash('sha256').update(String(digest).trim()).digest('hex').slice(0, 12);
    expect(merchant.sections[0]?.fields).toContainEqual({ name, filled: true, fingerprint });
    expect(merchant.history).toMatchObject([{ operator: 'demo-admin', reason: '新开一家店' }]);
    shop.tick(31_000);
    const no = await shop.place(provider, pid);
    shop[provider].pay(no);
    await shop[provider].deliverDue();
    expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', pid });
  },
);

test('what would not load is not stored, and the answer names the key', async () => {
  const wrong = async (pid: string, change: Row): Promise<unknown> => (await save({ pid, section: await section('wxpay', change) }))['msg'];
  expect(await wrong('bad', { v3Key: '短' })).toContain('section.v3Key');
  expect(await wrong('bad', { appPrivateKeyContent: '' })).toContain('section.appPrivateKeyContent');
  const { wxpayPublicKeyId } = await h5Of('wxpay');
  // 网关的公钥填成了默认商户自己的
  expect(await wrong('bad', { wxpayPublicKeyContent: shop.keys.wxpay.merchant.publicKeyPem, wxpayPublicKeyId })).toContain(
    'section.wxpayPublicKeyContent',
  );
  expect(await wrong('bad', { notifyUrl: 'https://evil.example' })).toContain('section.notifyUrl 不认识的键');
  // 贴错了格子的私钥：看得到的键不收，否则就原样存下、给人看了
  const pem = String((await h5Of('wxpay'))['appPrivateKeyContent']);
  for (const secret of [pem, pem.replace(/-----[^-]+-----|\s/g, '')])
    expect(await wrong('bad', { appId: secret })).toContain('section.appId');
  for (const name of ['mchId', 'appCertSerialNo', 'wxpayPublicKeyId'])
    expect(await wrong('bad', { [name]: pem })).toContain(`section.${name}`);
  expect(await wrong('bad', { v3Key: 'enc:1:k1:AAAA' })).toContain('不能是加密过的样子');
  expect(
    await save({ pid: 'bad', section: { provider: 'wxpay', platform: 'h5', fields: [{ name: 'v3Key', value: 'x'.repeat(32) }] } }),
  ).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('section.appId'),
  });
  expect(await save({ pid: 'bad' })).toMatchObject({ code: 40001 });
  expect(stored('bad')).toEqual({});
});

test('a change touches what it names; the second of two who saw the same is told so', async () => {
  await save({ pid: 'two', section: await section('wxpay') });
  const before = stored('two')['wxpay'];
  const [first, second] = await Promise.all([
    save({ pid: 'two', version: 1, status: 'inactive', reason: '先停一停' }),
    save({ pid: 'two', version: 1, name: '三店', reason: '改名' }),
  ]);
  expect([first['code'], second['code']].sort()).toEqual([0, 40001]);
  expect([first, second].find(({ code }) => code !== 0)?.['msg']).toContain('别人刚改过');
  expect(stored('two')).toMatchObject({ version: 2, wxpay: before });
  expect(await save({ pid: 'two' })).toMatchObject({ code: 40001, msg: expect.stringContaining('已经有这个商户') });
  const another = { provider: 'wxpay', platform: 'h5', fields: [{ name: 'v3Key', value: 'k'.repeat(32) }] };
  const changed = await save({ pid: 'two', version: 2, section: another, reason: '换密钥' });
  expect(changed).toMatchObject({
    code: 0,
    merchant: { version: 3, history: [{ reason: '换密钥', what: expect.arrayContaining(['wxpay.h5 v3Key']) }, {}, {}] },
  });
  const after = (stored('two')['wxpay'] as Record<string, Row>)['h5'] as Row;
  expect(after['appPrivateKeyContent']).toBe(((before as Record<string, Row>)['h5'] as Row)['appPrivateKeyContent']);
});

test('a document of vk-uni-pay is shown, sealed when its section is saved, and may always be stopped', async () => {
  await shop.write('legacy', await documentOfSecond());
  expect((await list()).find(({ pid }) => pid === 'legacy')).toMatchObject({ version: 0, status: 'active', problems: [] });
  expect(await save({ pid: 'legacy', version: 0, section: { provider: 'wxpay', platform: 'h5', fields: [] } })).toMatchObject({ code: 0 });
  expect(JSON.stringify((stored('legacy')['wxpay'] as Row)['h5'])).not.toContain('PRIVATE KEY');
  await shop.write('ruined', { ...(await documentOfSecond()), status: 'what' });
  expect(await save({ pid: 'ruined', version: 0, status: 'inactive', reason: '写坏了' })).toMatchObject({
    code: 0,
    merchant: { status: 'inactive' },
  });
});

test('only those who may decide who is paid; without encryption no key is taken', async () => {
  for (const name of ['demo-viewer', 'demo-refund'] as const) {
    const client = await shop.login(name);
    expect(await client.callService('pay/sys/listMerchants', {})).toMatchObject({ code: 40009 });
    expect(await save({ pid: 'sly', section: await section('wxpay') }, client)).toMatchObject({ code: 40009 });
  }
  expect(stored('sly')).toEqual({});
});
