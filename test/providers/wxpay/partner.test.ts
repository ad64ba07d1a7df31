// 服务商替特约商户收款（docs/protocols/wxpay.md §2.9）：请求点名两家、用服务商的密钥签名；答复与通知认收钱的那一家，绝不串。
import type { RawNotify } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import {
  APPID,
  CERTIFICATE_MODE,
  certifiedKey,
  completeSection,
  createStub,
  MCHID,
  notifyOf,
  platformKey,
  START,
  type Stub,
} from './stub-gateway';
import { accepted } from '../accepted';

const SUB = '1900000555';
const SUB_APPID = 'wxsub0000000000001';
const NUMBER = 'VP20261102100000000001';
const request = {
  out_trade_no: NUMBER,
  total_fee: 990,
  subject: '杯子',
  expireAt: START + 600_000,
  openid: 'oPAYER',
  clientIp: '203.0.113.9',
};
const refund = { out_trade_no: NUMBER, out_refund_no: 'RF20261102100500000001', refund_fee: 300, total_fee: 990 };
const trade = {
  sp_appid: APPID,
  sp_mchid: MCHID,
  sub_mchid: SUB,
  out_trade_no: NUMBER,
  transaction_id: '4200000202611020000000001',
  trade_state: 'SUCCESS',
  success_time: '2026-11-02T10:00:05+08:00',
  amount: { total: 990, currency: 'CNY' },
};
const refunded = {
  sp_mchid: MCHID,
  sub_mchid: SUB,
  out_trade_no: NUMBER,
  out_refund_no: refund.out_refund_no,
  refund_status: 'SUCCESS',
  amount: { total: 990, refund: 300 },
};
const KEY_MODES = { 'public key': {}, 'platform certificates': CERTIFICATE_MODE } as const;

let stub: Stub;
beforeEach(() => {
  stub = createStub();
});
type Patch = Parameters<Stub['account']>[0];
const account = (section: Record<string, unknown> = {}, patch: Patch = {}) =>
  stub.account({ ...patch, section: { subMchId: SUB, ...section } });
const path = (): string => (stub.requests.at(-1)?.url ?? '').replace('https://gateway.test', '');
const speaker = (): string | undefined => /mchid="([^"]*)"/.exec(stub.requests.at(-1)?.headers['authorization'] ?? '')?.[1];

test('the account is the sub-merchant; keys and signature are the service provider’s', () => {
  expect(account()).toMatchObject({ mchid: SUB, appid: APPID });
  expect(account({ subAppId: SUB_APPID })).toMatchObject({ mchid: SUB, appid: SUB_APPID });
});

test.each<[string, Record<string, unknown>, string]>([
  ['a sub-merchant number that is no number', { subMchId: 'shop' }, 'subMchId'],
  ['the service provider itself', { subMchId: MCHID }, 'subMchId'],
  ['an application without a sub-merchant', { subMchId: '', subAppId: SUB_APPID }, 'subAppId'],
])('%s is refused by name', (_name, section, key) => {
  const read = stub.provider.readCredentials({ ...sectionOf(), ...section }, 'wxpay.h5', () => '');
  expect(read).toMatchObject({ ok: false, problems: [{ path: `wxpay.h5.${key}` }] });
});
function sectionOf(): Record<string, unknown> {
  return { ...completeSection(), subMchId: SUB };
}

test.each([
  ['h5', 'native', { code_url: 'weixin://pay' }, {}],
  ['mweb', 'h5', { h5_url: 'https://pay.test' }, {}],
  ['mp-weixin', 'jsapi', { prepay_id: 'wx1' }, { payer: { sp_openid: 'oPAYER' } }],
] as const)('create on %s names both', async (platform, product, answer, extra) => {
  stub.script = () => stub.answer(200, answer);
  await stub.provider.create(account({}, { platform }), request);
  expect(path()).toBe(`/v3/pay/partner/transactions/${product}`);
  expect(stub.lastBody()).toMatchObject({ sp_appid: APPID, sp_mchid: MCHID, sub_mchid: SUB, out_trade_no: NUMBER, ...extra });
  for (const key of ['appid', 'mchid', 'sub_appid']) expect(stub.lastBody()).not.toHaveProperty(key);
  expect(speaker()).toBe(MCHID);
  expect(stub.verifyAuthorization(stub.requests[0] as never)).toBe(true);
});

test('with the sub-merchant’s own application the payer is its, and so are the parameters of the client', async () => {
  stub.script = () => stub.answer(200, { prepay_id: 'wx1' });
  const mini = await stub.provider.create(account({ subAppId: SUB_APPID }, { platform: 'mp-weixin' }), request);
  expect(stub.lastBody()).toMatchObject({ sp_appid: APPID, sub_appid: SUB_APPID, payer: { sub_openid: 'oPAYER' } });
  expect(mini.orderInfo).toMatchObject({ appId: SUB_APPID });
  const app = await stub.provider.create(account({ subAppId: SUB_APPID }, { platform: 'app-plus' }), request);
  expect(app.orderInfo).toMatchObject({ appid: SUB_APPID, partnerid: SUB });
});

test('query, close, refund, refund query, code pay, reverse and the bill name the sub-merchant', async () => {
  const own = account();
  stub.script = () => stub.answer(200, trade);
  await expect(stub.provider.query(own, NUMBER)).resolves.toMatchObject({ state: 'SUCCESS', mchid: SUB, appid: APPID });
  expect(path()).toBe(`/v3/pay/partner/transactions/out-trade-no/${NUMBER}?sp_mchid=${MCHID}&sub_mchid=${SUB}`);

  stub.script = () => stub.answer(204);
  await expect(stub.provider.close?.(own, NUMBER)).resolves.toBe('CLOSED');
  expect(path()).toBe(`/v3/pay/partner/transactions/out-trade-no/${NUMBER}/close`);
  expect(stub.lastBody()).toEqual({ sp_mchid: MCHID, sub_mchid: SUB });

  stub.script = () => stub.answer(200, { ...refunded, status: 'SUCCESS' });
  await expect(stub.provider.refund(own, refund)).resolves.toMatchObject({ state: 'SUCCESS', mchid: SUB });
  expect(stub.lastBody()).toMatchObject({ sub_mchid: SUB, out_refund_no: refund.out_refund_no });
  await stub.provider.queryRefund(own, refund);
  expect(path()).toBe(`/v3/refund/domestic/refunds/${refund.out_refund_no}?sub_mchid=${SUB}`);

  stub.script = () => stub.answer(200, trade);
  await stub.provider.charge?.(own, { ...request, authCode: '130000000000000000' });
  expect(path()).toBe('/v3/pay/partner/transactions/codepay');
  expect(stub.lastBody()).toMatchObject({ sp_mchid: MCHID, sub_mchid: SUB });
  stub.script = ({ method }) => (method === 'POST' ? stub.answer(200, {}) : stub.answer(200, { ...trade, trade_state: 'CLOSED' }));
  await expect(stub.provider.reverse?.(own, NUMBER)).resolves.toBe('CLOSED');
  expect(stub.requests.at(-2)?.url).toContain(`/v3/pay/partner/transactions/out-trade-no/${NUMBER}/reverse`);

  stub.script = () => stub.error(400, 'NO_STATEMENT_EXIST');
  await expect(stub.provider.bill?.download(own, '2026-11-01')).resolves.toEqual({ state: 'empty' });
  expect(path()).toBe(`/v3/bill/tradebill?bill_date=2026-11-01&sub_mchid=${SUB}&tar_type=GZIP`);
  expect(stub.provider.bill?.flow?.has?.(own)).toBe(false);
  expect(stub.provider.bill?.flow?.has?.(stub.account())).toBe(true);
});

test('money of a sub-merchant is not the service provider’s to transfer', async () => {
  expect(() =>
    stub.provider.checkTransfer?.(account(), {
      out_bill_no: 'TF1',
      transfer_fee: 100,
      payee: { identity: 'o' },
      appid: APPID,
      remark: 'r',
      title: 't',
    }),
  ).toThrow(expect.objectContaining({ kind: 'PERMISSION' }));
  await expect(stub.provider.balance?.(account())).rejects.toMatchObject({ kind: 'PERMISSION' });
  expect(stub.requests).toHaveLength(0);
});

describe.each(Object.entries(KEY_MODES))('notices, %s', (mode, section) => {
  const downloaded = certifiedKey('5F1D9C3B2A4E6F708192A3B4C5D6E7F801234567');
  const key = mode === 'public key' ? platformKey : downloaded;
  const parse = async (raw: RawNotify, own = account(section)) => {
    stub.script = () => {
      stub.signer = downloaded;
      return stub.certificates(downloaded);
    };
    return accepted(await stub.provider.parseNotify(own, raw));
  };
  const paid = (patch: object = {}): RawNotify => notifyOf(key, stub.now, 'TRANSACTION.SUCCESS', { ...trade, ...patch });

  test('a payment and a refund are the sub-merchant’s', async () => {
    await expect(parse(paid())).resolves.toMatchObject({ kind: 'payment', facts: { mchid: SUB, appid: APPID, total_fee: 990 } });
    const raw = notifyOf(key, stub.now, 'REFUND.SUCCESS', refunded);
    await expect(parse(raw)).resolves.toMatchObject({ kind: 'refund', facts: { mchid: SUB, state: 'SUCCESS' } });
  });

  test.each<[string, object]>([
    ['another sub-merchant', { sub_mchid: '1900000666' }],
    ['another service provider', { sp_mchid: '1900000777' }],
    ['no sub-merchant', { sub_mchid: undefined }],
    ['a direct merchant of the same number', { sp_mchid: undefined, sub_mchid: undefined, mchid: SUB }],
  ])('%s is not ours', async (_name, patch) => {
    await expect(parse(paid(patch))).rejects.toMatchObject({ kind: 'PERMISSION' });
  });

  test('a notice of a sub-merchant is not the service provider’s own', async () => {
    const { subMchId: _, ...direct } = { subMchId: SUB, ...section };
    await expect(parse(paid(), stub.account({ section: direct }))).rejects.toMatchObject({ kind: 'PERMISSION' });
    await expect(parse(paid({ mchid: MCHID }), stub.account({ section: direct }))).rejects.toMatchObject({ kind: 'PERMISSION' });
  });
});
