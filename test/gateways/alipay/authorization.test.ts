// 第三方应用（docs/protocols/alipay.md §1.2、§7）：带着令牌就是那个商户；没有、不认识、取消、过期的令牌各有各的拒绝。
import { createWorkbench, DAY, KEY_APP, OTHER_SELLER, qrOrder, START, testKeys, type Answer, type Workbench } from './workbench';

const ISV = '2021000000000009';
const MERCHANT_APP = '2021000000000010';
const PID = '2088777777777777';
const OTHER_PID = '2088666666666666';
let workbench: Workbench;
beforeEach(async () => {
  const keys = await testKeys();
  const common = { mode: 'key', appPublicKeyPem: keys.app.publicKeyPem } as const;
  workbench = await createWorkbench({
    apps: [
      { ...common, appId: KEY_APP, sellerId: keys.sellerId },
      {
        ...common,
        appId: ISV,
        sellerId: OTHER_SELLER,
        isv: true,
        authorizations: [
          { token: 'T-one', sellerId: PID, appId: MERCHANT_APP },
          { token: 'T-two', sellerId: OTHER_PID, appId: '2021000000000011' },
          { token: 'T-old', sellerId: PID, appId: MERCHANT_APP, expiresAt: START + DAY },
        ],
      },
    ],
  });
});
afterEach(() => workbench.gateway.close());

const call = (method: string, biz: object, app_auth_token?: string, appId = ISV): Promise<Answer> =>
  workbench.call(method, biz, { appId, params: { app_auth_token } });
const create = (no: string, token?: string, appId = ISV): Promise<Answer> => call('alipay.trade.precreate', qrOrder(no), token, appId);

test('with a token everything is the merchant’s: seller, numbers, refund and notice', async () => {
  expect(await create('I1', 'T-one')).toMatchObject({ verified: true, node: { code: '10000' } });
  await create('I1', 'T-two');
  const trade = workbench.gateway.scan(workbench.gateway.ledger.qrCode('I1', PID)?.code ?? '');
  expect(trade).toMatchObject({ sellerId: PID, authAppId: MERCHANT_APP, appId: ISV });
  await workbench.open('/simulator/alipay/pay', { method: 'POST', body: JSON.stringify({ trade_no: trade.tradeNo }) });
  await workbench.gateway.deliverDue();
  expect(workbench.notices[0]).toMatchObject({
    verified: true,
    fields: { app_id: ISV, auth_app_id: MERCHANT_APP, seller_id: PID, out_trade_no: 'I1', trade_status: 'TRADE_SUCCESS' },
  });
  expect((await call('alipay.trade.query', { out_trade_no: 'I1' }, 'T-one')).node).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
  expect((await call('alipay.trade.query', { trade_no: trade.tradeNo }, 'T-two')).node).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' });
  const refund = { out_trade_no: 'I1', refund_amount: '1.00', out_request_no: 'IR1' };
  expect((await call('alipay.trade.refund', refund, 'T-one')).node).toMatchObject({ code: '10000', fund_change: 'Y' });
});

test.each([
  ['no token at a third-party application', undefined, ISV, '40006', 'isv.insufficient-isv-permissions'],
  ['an unknown token', 'T-none', ISV, '20001', 'aop.invalid-app-auth-token'],
  ['a token at an application nobody authorised', 'T-one', KEY_APP, '20001', 'aop.invalid-app-auth-token'],
])('refuses %s', async (_what, token, appId, code, sub_code) => {
  expect((await create('I2', token, appId)).node).toMatchObject({ code, sub_code });
  expect(workbench.gateway.ledger.qrCode('I2')).toBeUndefined();
});

test('a token revoked or expired in between refuses what follows', async () => {
  await create('I3', 'T-one');
  workbench.gateway.revokeToken('T-one');
  expect((await call('alipay.trade.query', { out_trade_no: 'I3' }, 'T-one')).node).toMatchObject({
    sub_code: 'aop.invalid-app-auth-token',
  });
  expect((await create('I4', 'T-old')).node).toMatchObject({ code: '10000' });
  workbench.tick(DAY);
  expect((await create('I5', 'T-old')).node).toMatchObject({ code: '20001', sub_code: 'aop.app-auth-token-time-out' });
});

test('a wrong signature is said before the token is looked at', async () => {
  const answer = await workbench.call('alipay.trade.precreate', qrOrder('I6'), {
    appId: ISV,
    params: { app_auth_token: 'T-none' },
    signed: (text) => `${text}x`,
  });
  expect(answer.node).toMatchObject({ sub_code: 'isv.invalid-signature' });
});
