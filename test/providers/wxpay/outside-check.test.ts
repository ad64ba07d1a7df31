// 从外面核对：社区 SDK（wechatpay-axios-plugin）认得我们的请求签名，我们认得它签名、加密的应答与回调。
import { createPublicKey } from 'node:crypto';
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin';
import { createStub, MCHID, merchantKey, pemOf, platformKey, PUBLIC_KEY_ID, V3_KEY, type Stub } from './stub-gateway';

let stub: Stub;
beforeEach(() => {
  stub = createStub();
});
const merchantPublic = pemOf(createPublicKey(merchantKey.privateKey));
const platformPrivate = pemOf(platformKey.privateKey);
const order = { out_trade_no: 'VP20261102100000000001', total_fee: 990, subject: '会员月卡', openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' };

function signedBySdk(body: string): Record<string, string> {
  const timestamp = String(stub.now / 1000);
  const nonce = Formatter.nonce();
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': PUBLIC_KEY_ID,
    'wechatpay-signature': Rsa.sign(Formatter.response(timestamp, nonce, body), platformPrivate),
  };
}

test('the SDK verifies our Authorization and our pay signature, and we verify its answer', async () => {
  const body = JSON.stringify({ prepay_id: 'wx201410272009395522657a690389285100' });
  stub.script = () => ({ status: 200, headers: signedBySdk(body), body });
  const { orderInfo } = await stub.provider.create(stub.account({ platform: 'mp-weixin' }), { ...order, expireAt: stub.now + 600_000 });

  const [request] = stub.requests;
  const fields = Object.fromEntries(
    [...request!.headers['authorization']!.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  );
  const message = Formatter.request('POST', '/v3/pay/transactions/jsapi', fields['timestamp']!, fields['nonce_str']!, request!.body);
  expect(Rsa.verify(message, fields['signature']!, merchantPublic)).toBe(true);
  // 五个字段的先后不限。
  const items = (value: string): string[] => value.split(/[ ,]/).sort();
  expect(items(request!.headers['authorization']!)).toEqual(
    items(Formatter.authorization(MCHID, fields['nonce_str']!, fields['signature']!, fields['timestamp']!, merchantKey.serial)),
  );

  const info = orderInfo as Record<string, string>;
  expect(
    Rsa.verify(
      Formatter.joinedByLineFeed(info['appId']!, info['timeStamp']!, info['nonceStr']!, info['package']!),
      info['paySign']!,
      merchantPublic,
    ),
  ).toBe(true);
});

test('a callback encrypted and signed by the SDK becomes facts', async () => {
  const plain = JSON.stringify({
    mchid: MCHID,
    appid: 'wx',
    out_trade_no: order.out_trade_no,
    trade_state: 'SUCCESS',
    transaction_id: '42',
    amount: { total: 990, currency: 'CNY' },
  });
  const nonce = 'uluk4a9R25RW';
  const resource = {
    algorithm: 'AEAD_AES_256_GCM',
    nonce,
    associated_data: 'transaction',
    ciphertext: Aes.AesGcm.encrypt(plain, V3_KEY, nonce, 'transaction'),
  };
  const body = JSON.stringify({ id: 'EV-2', event_type: 'TRANSACTION.SUCCESS', resource });
  expect(await stub.provider.parseNotify(stub.account(), { headers: signedBySdk(body), body: Buffer.from(body) })).toMatchObject({
    kind: 'payment',
    facts: { out_trade_no: order.out_trade_no, total_fee: 990 },
  });
});
