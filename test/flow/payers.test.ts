// 「谁付的钱」：小程序、公众号、支付宝小程序里，商户一行代码也不用写：凭证交给服务端，由它认出付款人、加密记下，同一个单号接着付。
// 不变量 I12：openid、会话密钥、凭证、AppSecret 不在任何一张表、日志与答复里（密文除外）。
import { randomBytes } from 'node:crypto';
import type { UniClient } from '../../local/stack/client';
import { decryptData } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/security/cipher';
import { readCipherKeys } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/encryption';
import type { DemoUsername } from '../../demo/login';
import { openDoorShop, type DoorShop } from './door-harness';

const CIPHER = `k1:${randomBytes(32).toString('base64')}`;
const settings = { encryption: { keys: [CIPHER] } };
const goods = { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } };
const WECHAT = 'Mozilla/5.0 (iPhone) MicroMessenger/8.0';
const MP = { PLATFORM: 'mp-weixin', uniPlatform: 'mp-weixin' };
const ALI = { PLATFORM: 'mp-alipay', uniPlatform: 'mp-alipay' };

let shop: DoorShop;
/** 登录了、却从没有人替他取过 openid 的用户：演示登录会写上一个，去掉它。 */
async function enter(clientInfo: object, userAgent?: string, username: DemoUsername = 'demo'): Promise<UniClient> {
  const client = await shop.login(username, clientInfo, userAgent);
  const { remove } = shop.runtime.database.command as unknown as { remove(): unknown };
  for (const { _id } of shop.rows('uni-id-users'))
    await shop.runtime.database.collection('uni-id-users').doc(String(_id)).update({ wx_openid: remove(), ali_openid: remove() });
  return client;
}
const create = (client: UniClient, out_trade_no: string, provider = 'wxpay') =>
  client.callService('pay/kh/createPayment', { provider, data: { ...goods, out_trade_no } });
const identify = (client: UniClient, input: object) => client.callService('pay/kh/identifyPayer', input);
const appid = (platform: 'mp-weixin' | 'h5-weixin'): string => shop.keys.wxpay.appids[platform];
const everything = (): string =>
  JSON.stringify(
    ['payment_orders', 'payment_logs', 'payment_errors', 'payment_alerts', 'payment_payers', 'payment_leases', 'uni-id-users'].map((name) =>
      shop.rows(name),
    ),
  );
const openPayer = (row: Record<string, unknown>, field: 'identity' | 'session'): unknown =>
  decryptData(readCipherKeys(CIPHER, [], []), String(row[field]), { collection: 'payment_payers', id: String(row['_id']), field });

describe('with encryption', () => {
  beforeEach(async () => {
    shop = await openDoorShop({ settings });
  });
  afterEach(() => shop.close());

  test('a mini program pays with nothing but a login code, and never asks again', async () => {
    const client = await enter(MP);
    expect(await create(client, 'PAYER20261123001')).toMatchObject({ code: 40001, need: 'payer' });
    expect(shop.rows('payment_orders')).toEqual([]);
    const { code, openid } = shop.wxpay.login('mini', appid('mp-weixin'));
    const answer = await identify(client, { provider: 'wxpay', platform: 'mp-weixin', code });
    expect(answer).toEqual({ code: 0, msg: 'ok', requestId: expect.any(String) });
    expect(await create(client, 'PAYER20261123001')).toMatchObject({ code: 0, platform: 'mp-weixin' });
    expect(shop.wxpay.ledger.order('PAYER20261123001')?.openid).toBe(openid);
    expect(await create(client, 'PAYER20261123002')).toMatchObject({ code: 0 });
    const [row] = shop.rows('payment_payers');
    expect(openPayer(row as Record<string, unknown>, 'identity')).toEqual({ openid, kind: 'openid' });
    for (const secret of [openid, code, String(openPayer(row as Record<string, unknown>, 'session'))])
      expect(everything()).not.toContain(secret);
  });

  test('the session key is the one of the last login', async () => {
    const client = await enter(MP);
    const keys: unknown[] = [];
    for (let i = 0; i < 2; i += 1) {
      await identify(client, { provider: 'wxpay', platform: 'mp-weixin', code: shop.wxpay.login('mini', appid('mp-weixin')).code });
      const rows = shop.rows('payment_payers');
      expect(rows).toHaveLength(1);
      keys.push(openPayer(rows[0] as Record<string, unknown>, 'session'));
    }
    expect(new Set(keys).size).toBe(2);
  });

  test('an official account goes to the page of WeChat and comes back with a code for this user only', async () => {
    const client = await enter({}, WECHAT);
    expect(await create(client, 'PAYER20261123003')).toMatchObject({ code: 40001, need: 'payer' });
    const here = 'https://shop.example/#/pages/checkout/checkout?type=goods';
    const { url } = await client.callService('pay/kh/authorizePayer', { provider: 'wxpay', platform: 'h5-weixin', return_url: here });
    const page = await fetch(String(url), { redirect: 'manual', headers: { 'user-agent': WECHAT } });
    const back = new URL(page.headers.get('location') ?? '');
    expect(back.hash).toBe('#/pages/checkout/checkout?type=goods');
    const [code, state] = [back.searchParams.get('code') ?? '', back.searchParams.get('state') ?? ''];
    const input = { provider: 'wxpay', platform: 'h5-weixin', code, state };
    const stranger = await enter({}, WECHAT, 'demo-admin');
    const wrong = { code: 40001, msg: expect.stringContaining('state') };
    expect(await identify(stranger, input)).toMatchObject(wrong);
    expect(await identify(client, { ...input, state: undefined })).toMatchObject(wrong);
    expect(await identify(client, { ...input, state: 'x'.repeat(32) })).toMatchObject(wrong);
    expect(await identify(client, input)).toMatchObject({ code: 0 });
    expect(await identify(client, input)).toMatchObject(wrong);
    expect(await create(client, 'PAYER20261123003')).toMatchObject({ code: 0, platform: 'h5-weixin' });
    expect(everything()).not.toContain(state);
  });

  test('a state that is ten minutes old is no longer good, and the snapshot page pays nothing', async () => {
    const client = await enter({}, WECHAT);
    const authorize = async (): Promise<string> => {
      const input = { provider: 'wxpay', platform: 'h5-weixin', return_url: 'https://shop.example/' };
      return new URL(String((await client.callService('pay/kh/authorizePayer', input))['url'])).searchParams.get('state') ?? '';
    };
    const old = await authorize();
    shop.tick(11 * 60_000);
    const { code } = shop.wxpay.login('web', appid('h5-weixin'));
    expect(await identify(client, { provider: 'wxpay', platform: 'h5-weixin', code, state: old })).toMatchObject({ code: 40001 });
    const snapshot = shop.wxpay.login('web', appid('h5-weixin'), 'nobody', true);
    const input = { provider: 'wxpay', platform: 'h5-weixin', code: snapshot.code, state: await authorize() };
    expect(await identify(client, input)).toMatchObject({ code: 40001, msg: expect.stringContaining('完整服务') });
    expect(shop.rows('payment_payers')).toEqual([]);
  });

  test.each(['open_id', 'user_id'] as const)('an Alipay mini program pays with an auth code; an app of %s', async (mode) => {
    const client = await enter(ALI);
    expect(await create(client, 'PAYER20261123004', 'alipay')).toMatchObject({ code: 40001, need: 'payer' });
    const { code, openid } = shop.alipay.login(shop.keys.alipay.appIds['mp-alipay'], mode);
    expect(openid.startsWith('2088')).toBe(mode === 'user_id');
    expect(await identify(client, { provider: 'alipay', platform: 'mp-alipay', code })).toMatchObject({ code: 0 });
    expect(await create(client, 'PAYER20261123004', 'alipay')).toMatchObject({ code: 0, platform: 'mp-alipay' });
    for (const secret of [openid, code]) expect(everything()).not.toContain(secret);
  });

  test('a code of another kind, an old one, and a platform without payers are refused by name', async () => {
    const client = await enter(MP);
    const { code } = shop.wxpay.login('web', appid('h5-weixin'));
    expect(await identify(client, { provider: 'wxpay', platform: 'mp-weixin', code })).toMatchObject({
      code: 40001,
      msg: expect.stringContaining('code'),
    });
    expect(await identify(client, { provider: 'wxpay', platform: 'h5', code })).toMatchObject({ code: 40001 });
    expect(await identify(client, { provider: 'wxpay', platform: 'mp-weixin', code: { $ne: null } })).toMatchObject({ code: 40001 });
    const page = { provider: 'wxpay', platform: 'mp-weixin', return_url: 'https://shop.example/' };
    expect(await client.callService('pay/kh/authorizePayer', page)).toMatchObject({ code: 40001 });
  });

  test('a merchant function gets the payer of a code and no session key; with a user the payer is kept', async () => {
    const mp = shop.wxpay.login('mini', appid('mp-weixin'));
    expect(await shop.merchant('code2SessionWeixinMP', { code: mp.code })).toEqual({
      code: 0,
      msg: 'ok',
      requestId: expect.any(String),
      openid: mp.openid,
      appid: appid('mp-weixin'),
    });
    // 应用开通了虚拟支付：签名要的会话密钥记在编号的指纹名下
    expect(shop.rows('payment_payers')).toMatchObject([{ user_id: expect.stringMatching(/^openid:[\w-]{22}$/) }]);
    expect(JSON.stringify(shop.rows('payment_payers'))).not.toContain(mp.openid);
    const web = shop.wxpay.login('web', appid('h5-weixin'));
    expect(await shop.merchant('code2SessionWeixinH5', { code: web.code, user_id: 'demo-user' })).toMatchObject({ openid: web.openid });
    expect(shop.rows('payment_payers').find((row) => row['user_id'] === 'demo-user')).toMatchObject({ appid: appid('h5-weixin') });
    const app = shop.keys.alipay.appIds['mp-alipay'];
    const old = shop.alipay.login(app, 'user_id');
    expect(await shop.merchant('code2SessionAlipay', { code: old.code })).toMatchObject({ openid: old.openid, user_id: old.openid });
    const fresh = shop.alipay.login(app, 'open_id');
    const answer = await shop.merchant('code2SessionAlipay', { code: fresh.code });
    expect([answer['openid'], answer['user_id']]).toEqual([fresh.openid, undefined]);
    expect(await shop.merchant('code2SessionAlipay', { code: fresh.code })).toMatchObject({ code: 40001 });
    expect(await shop.merchant('code2SessionWeixinMP', { code: mp.code, pid: 'another' })).toMatchObject({ code: 40001 });
  });
});

describe('what the merchant left out', () => {
  afterEach(() => shop.close());

  test('without encryption there is no place for the payer: the answer is as before, the reason is written once', async () => {
    shop = await openDoorShop();
    const client = await enter(MP);
    const answer = await create(client, 'PAYER20261123005');
    expect(answer).toMatchObject({ code: 40001, msg: expect.stringContaining('data.openid') });
    expect(answer).not.toHaveProperty('need');
    for (let i = 0; i < 2; i += 1)
      expect(
        await identify(client, { provider: 'wxpay', platform: 'mp-weixin', code: shop.wxpay.login('mini', appid('mp-weixin')).code }),
      ).toMatchObject({ code: 40003 });
    expect(shop.rows('payment_errors')).toHaveLength(1);
    expect(JSON.stringify(shop.rows('payment_errors'))).toContain('encryption');
  });

  test('a gateway that does not answer is unclear, and nothing of the address is written', async () => {
    shop = await openDoorShop({ settings });
    const client = await enter(MP);
    const { code } = shop.wxpay.login('mini', appid('mp-weixin'));
    shop.wxpay.faults.add({ operation: 'login', fault: { kind: 'lostAnswer' } });
    expect(await identify(client, { provider: 'wxpay', platform: 'mp-weixin', code })).toMatchObject({ code: 40004 });
    for (const secret of [code, 'js_code', 'secret=']) expect(everything()).not.toContain(secret);
  });
});
