/** 乱写的材料：任意的 JSON、任意的字节、从真东西改坏的。 */
import { createCipheriv, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import type { RawNotify } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import type { WxpayAccount } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/account';

/** 会被当成别的意思的键与值：原型、操作符、方法名。 */
const nastyKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'valueOf',
  'then',
  '$ne',
  '$where',
  'a.b',
  '',
  'length',
  'prototype',
);
const nastyValue = fc.constantFrom<unknown>(
  null,
  undefined,
  -0,
  0.5,
  1e21,
  2 ** 53,
  Number.NaN,
  Infinity,
  '',
  '\u0000',
  '\ud800',
  '../..',
  '%',
  '{}',
  '1e3',
  '9'.repeat(400),
);
export const anyValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    nastyValue,
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.integer(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(nastyKey, fc.string({ maxLength: 8 })), tie('value'), { maxKeys: 4 }),
  ),
})).value;

const SPOIL = ['drop', 'double', 'flip', 'insert', 'cut', 'percent'] as const;
type Spoil = (typeof SPOIL)[number];

/** 改坏一处。 */
function spoil(bytes: Buffer, how: Spoil, at: number, byte: number): Buffer {
  if (bytes.length === 0) return Buffer.from([byte]);
  const place = at % bytes.length;
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  if (how === 'drop') return Buffer.concat([before, after.subarray(1 + (byte % 8))]);
  if (how === 'double') return Buffer.concat([bytes, before]);
  if (how === 'insert') return Buffer.concat([before, Buffer.from([byte]), after]);
  if (how === 'cut') return before;
  if (how === 'percent') return Buffer.concat([before, Buffer.from('%'), after]);
  const copy = Buffer.from(bytes);
  copy[place] = (copy[place] as number) ^ (byte || 1);
  return copy;
}

/** 从一段真的字节改坏一到四处。 */
export const spoiled = (genuine: Buffer): fc.Arbitrary<Buffer> =>
  fc
    .array(fc.tuple(fc.constantFrom(...SPOIL), fc.nat(4096), fc.nat(255)), { minLength: 1, maxLength: 4 })
    .map((steps) => steps.reduce((bytes, [how, at, byte]) => spoil(bytes, how, at, byte), genuine));

const replaceAt = (value: unknown, path: readonly number[], by: unknown): unknown => {
  if (path.length === 0 || typeof value !== 'object' || value === null) return by;
  const keys = Object.keys(value);
  const key = keys[(path[0] as number) % Math.max(1, keys.length)];
  if (key === undefined) return by;
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  copy[key] = replaceAt(copy[key], path.slice(1), by);
  return copy;
};

/** 一份说得通的入参，换掉一处、加一处。 */
export const bent = (plausible: unknown): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }), anyValue, fc.option(fc.tuple(nastyKey, anyValue)))
    .map(([path, by, extra]) => {
      const changed = replaceAt(plausible, path, by);
      return extra && typeof changed === 'object' && changed !== null ? { ...changed, [extra[0]]: extra[1] } : changed;
    });

export const NOW = Date.parse('2026-11-23T12:00:00+08:00');
const API_V3_KEY = Buffer.from('0123456789abcdef0123456789abcdef');
const SERIAL = 'PUB_KEY_ID_0114232134912410000000000000';

/** 微信的收款账号，与一张为它签发的真回调（签名与加密都在这里，不用被测的代码）。 */
export function wxpayMaterial(): { account: WxpayAccount; genuine: RawNotify } {
  const pair = (): { privateKey: KeyObject; publicKey: KeyObject } => generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [gateway, merchant] = [pair(), pair()];
  const account: WxpayAccount = {
    provider: 'wxpay',
    platform: 'h5',
    pid: 'default',
    appid: 'wx0000000000000001',
    mchid: '1900000001',
    gatewayUrl: 'https://gateway.test',
    notifyUrl: 'https://shop.test/pay-notify/wxpay/h5',
    timeoutMs: 1000,
    debug: false,
    credentials: {
      privateKey: merchant.privateKey,
      serialNo: '0123456789ABCDEF',
      apiV3Key: API_V3_KEY,
      publicKey: { id: SERIAL, key: gateway.publicKey },
      platformCertificates: false,
      h5Info: {},
    },
  };
  const plain = {
    mchid: account.mchid,
    appid: account.appid,
    out_trade_no: 'VPFUZZ00001',
    transaction_id: '4200000001202611230000000001',
    trade_state: 'SUCCESS',
    success_time: '2026-11-23T11:59:00+08:00',
    amount: { total: 1, currency: 'CNY' },
  };
  const nonce = 'abcdefghijkl';
  const cipher = createCipheriv('aes-256-gcm', API_V3_KEY, nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.from('transaction'));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(plain)), cipher.final(), cipher.getAuthTag()]).toString('base64');
  const body = JSON.stringify({
    id: 'EV-1',
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource: { algorithm: 'AEAD_AES_256_GCM', ciphertext: sealed, nonce, associated_data: 'transaction' },
  });
  const timestamp = String(NOW / 1000);
  const headers = {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': 'n'.repeat(32),
    'wechatpay-serial': SERIAL,
    'wechatpay-signature': sign('sha256', Buffer.from(`${timestamp}\n${'n'.repeat(32)}\n${body}\n`), gateway.privateKey).toString('base64'),
  };
  return { account, genuine: { headers, body: Buffer.from(body) } };
}
