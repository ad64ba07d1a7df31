// 公布的测试向量（test/vectors/wxpay.json）：请求签名、应答验签、解密、证书下载、回调、唤起参数逐条通过。
import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import vectors from '../../vectors/wxpay.json';
import type {
  GatewayResponse,
  NotifyEvent,
  ProviderPorts,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { accepted } from '../accepted';
import { openResource } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/decrypt';
import { readSignedHeaders } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/headers';
import type { WxpayAccount } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/account';
import { createKeyRing, type KeyRing } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/keys';
import { parseWxpayNotify } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/notify';
import {
  appParams,
  authorization,
  jsapiParams,
  requestMessage,
  signText,
  verifyMessage,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/sign';

const fixture = vectors.keys.go_sdk_test_rsa;
const privateKey = createPrivateKey(fixture.private_key_pkcs8_testing_label.replace(/TESTING KEY/g, 'PRIVATE KEY'));
const publicKey = createPublicKey(fixture.public_key_spki);
const lower = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function account(apiV3Key: string, mchid = '1900000001'): WxpayAccount {
  return {
    provider: 'wxpay',
    platform: 'h5',
    pid: 'default',
    appid: 'wx2421b1c4370ec43b',
    mchid,
    gatewayUrl: 'https://gateway',
    notifyUrl: 'https://notify',
    timeoutMs: 1000,
    credentials: { privateKey, serialNo: 'F5765756002FDD77', apiV3Key: Buffer.from(apiV3Key), platformCertificates: true, h5Info: {} },
  };
}

test.each(vectors.rsa_sign)('RSA signature $id', (row) => expect(signText(row.message, privateKey)).toBe(row.signature));

test.each(vectors.rsa_verify)('RSA verification $id', (row) => {
  // 这个向量直接对 message 签名，没有三行结构；用同一个底层算法核对。
  const key = new X509Certificate(row.certificate).publicKey;
  expect(
    jest
      .requireActual<typeof import('node:crypto')>('node:crypto')
      .verify('sha256', Buffer.from(row.message), key, Buffer.from(row.signature, 'base64')),
  ).toBe(row.expect ?? true);
});

test.each(vectors.request_sign)('request signature $id', (row) => {
  expect(requestMessage(row.method, row.path_and_query, row.timestamp, row.nonce_str, row.body)).toBe(row.message);
  expect(
    authorization(
      { mchid: row.mchid, serialNo: row.serial_no, privateKey },
      row.method,
      row.path_and_query,
      row.timestamp,
      row.nonce_str,
      row.body,
    ),
  ).toBe(row.authorization);
});

test.each(vectors.response_verify)('response $id', (row) => {
  let valid = false;
  try {
    const headers = readSignedHeaders(lower(row.headers), row.check_at_unix * 1000);
    valid = verifyMessage(headers.timestamp, headers.nonce, row.received_body, headers.signature, publicKey);
  } catch {
    valid = false;
  }
  expect(valid).toBe(row.expect_valid);
});

const open = (row: (typeof vectors.aead_aes_gcm)[number]): Buffer =>
  openResource(
    { algorithm: 'AEAD_AES_256_GCM', nonce: row.nonce, associated_data: row.associated_data, ciphertext: row.ciphertext },
    Buffer.from(row.key),
  );

test.each(vectors.aead_aes_gcm.filter((row) => row.key.length === 32 && row.nonce.length === 12))('decryption $id', (row) => {
  expect(open(row).toString('utf8')).toBe(row.plaintext);
});

// 网关只用 12 字节的 nonce；一家 SDK 的测试向量用了 16 字节，算法收，我们不收。
test.each(vectors.aead_aes_gcm.filter((row) => row.nonce.length !== 12))('the nonce of $id is not the one of the gateway', (row) => {
  expect(() => open(row)).toThrow(expect.objectContaining({ code: 40001 }));
});

test('a 16-byte key is not accepted for decryption', () => {
  const row = vectors.aead_aes_gcm.find((item) => item.key.length === 16)!;
  expect(() => open(row)).toThrow(expect.objectContaining({ code: 40003 }));
});

test.each(vectors.certificates_download)('certificate download $id decrypts to the published certificate', (row) => {
  const [item] = row.response.data;
  const pem = openResource(item!.encrypt_certificate, Buffer.from(row.api_v3_key));
  expect(createHash('sha256').update(pem).digest('hex')).toBe(row.expect_plaintext_sha256);
  expect(new X509Certificate(pem).serialNumber).toBe(row.expect_serial_hex);
});

test('a certificate list that nobody signed is refused', async () => {
  const [row] = vectors.certificates_download;
  const response: GatewayResponse = {
    status: 200,
    headers: {
      'wechatpay-serial': row!.expect_serial_hex,
      'wechatpay-timestamp': '1695136558',
      'wechatpay-nonce': 'n',
      'wechatpay-signature': 'A'.repeat(344),
    },
    body: JSON.stringify(row!.response),
  };
  const ring = createKeyRing({
    http: async () => response,
    now: () => 1695136558000,
    nonce: () => 'n'.repeat(32),
    claim: () => Promise.resolve(true),
  });
  await expect(ring.find(account(row!.api_v3_key), row!.expect_serial_hex, 'answer')).rejects.toMatchObject({ code: 40003 });
});

const ring: KeyRing = { held: () => undefined, find: async () => publicKey, current: async () => ({ serial: 'S', key: publicKey }) };
const ports = (at: number): ProviderPorts => ({
  http: () => Promise.reject(new Error('no network')),
  now: () => at * 1000,
  nonce: () => 'n',
  claim: () => Promise.resolve(true),
});
const parse = async (row: (typeof vectors.callback)[number], mchid?: string): Promise<NotifyEvent> =>
  accepted(
    await parseWxpayNotify(ports(row.check_at_unix), ring, account(row.api_v3_key, mchid), {
      headers: lower(row.headers as Record<string, string>),
      body: Buffer.from(row.body),
    }),
  );

test.each(vectors.callback.filter((row) => ['pay', 'refund'].includes(row.id)))('callback $id becomes typed facts', async (row) => {
  const plain = JSON.parse(typeof row.plaintext === 'string' ? row.plaintext : JSON.stringify(row.plaintext)) as {
    out_trade_no: string;
    amount: { total: number };
  };
  const event = await parse(row);
  expect(event).toMatchObject({
    kind: row.id === 'pay' ? 'payment' : 'refund',
    facts: { out_trade_no: plain.out_trade_no, total_fee: plain.amount.total, state: 'SUCCESS' },
  });
});

test('a callback of another merchant is truly signed but not ours', async () => {
  await expect(
    parse(
      vectors.callback.find((row) => row.id === 'pay')!,
      '1900000009',
    ),
  ).rejects.toMatchObject({ code: 40009 });
});

test('a callback of a product that is not ours is verified and ignored', async () => {
  expect(await parse(vectors.callback.find((row) => row.id === 'go-payscore')!)).toMatchObject({ kind: 'ignored' });
});

test('a callback of a transfer is verified and read', async () => {
  expect(await parse(vectors.callback.find((row) => row.id === 'transfer')!)).toMatchObject({ kind: 'transfer' });
});

test('one changed byte, a stale clock or a missing header refuses the callback', async () => {
  const row = vectors.callback.find((item) => item.id === 'pay')!;
  const headers = lower(row.headers as Record<string, string>);
  const attempt = async (patch: Record<string, string | undefined>, body = row.body, at = row.check_at_unix): Promise<NotifyEvent> =>
    accepted(
      await parseWxpayNotify(ports(at), ring, account(row.api_v3_key), {
        headers: { ...headers, ...patch } as Record<string, string>,
        body: Buffer.from(body),
      }),
    );
  await expect(attempt({}, row.body.replace('EV-', 'EW-'))).rejects.toMatchObject({ code: 40002 });
  for (const at of [300, -310, 30 * 86400])
    await expect(attempt({}, row.body, row.check_at_unix + at)).rejects.toMatchObject({ code: 40002 });
  for (const name of ['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-signature', 'wechatpay-serial']) {
    for (const value of ['', undefined, ...(name.endsWith('serial') ? [] : ['NaN']), `${headers[name]}, ${headers[name]}`])
      await expect(attempt({ [name]: value })).rejects.toMatchObject({ code: 40002 });
  }
  await expect(attempt({ 'wechatpay-signature': `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}` })).rejects.toMatchObject({
    code: 40002,
  });
});

test('client parameters match the published inputs', () => {
  const signer = { mchid: '1900000001', serialNo: 'F5765756002FDD77', privateKey };
  const jsapi = vectors.client_params.find((row) => row.id === 'jsapi')!.result as unknown as Record<string, string>;
  expect(
    jsapiParams(signer, jsapi['appId']!, jsapi['package']!.replace('prepay_id=', ''), jsapi['timeStamp']!, jsapi['nonceStr']!),
  ).toEqual(jsapi);
  const app = vectors.client_params.find((row) => row.id === 'app')!.result as unknown as Record<string, string>;
  expect(
    appParams(signer, { appid: app['appId']!, mchid: signer.mchid }, app['prepayId']!, app['timeStamp']!, app['nonceStr']!),
  ).toMatchObject({
    appid: app['appId'],
    partnerid: app['partnerId'],
    prepayid: app['prepayId'],
    sign: app['sign'],
  });
});
