// docs/protocols/wxpay.md §13.1、§13.2：虚拟支付的两种签名、推送的签名与加密，照公开的与推出的向量。
import push from '../../vectors/message-push.json';
import vectors from '../../vectors/wxpay.json';
import { openMessage } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay-virtual/decrypt';
import { parseVirtualNotify } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay-virtual/notify';
import { xpayQuestion } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay-virtual/request';
import {
  isPushSignature,
  paySignature,
  userSignature,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay-virtual/sign';
import { accountOf } from './account';

test.each(vectors.virtual_payment)('signs as the vector $id', (vector) => {
  const body = ('signData' in vector ? vector.signData : vector.body) ?? '';
  expect(paySignature(vector.app_key, vector.uri, body)).toBe('paySig' in vector ? vector.paySig : vector.pay_sig);
  if ('session_key' in vector) expect(userSignature(vector.session_key ?? '', body)).toBe(vector.signature);
});

test('a request is signed over its own bytes, with the leading slash and without the query', () => {
  const { path, query, body } = xpayQuestion(accountOf(), 'TOKEN', 'query_order', { openid: 'o', order_id: 'VP20260401001' });
  expect([path, body]).toEqual(['/xpay/query_order', '{"openid":"o","order_id":"VP20260401001","env":0}']);
  expect(query).toEqual({ access_token: 'TOKEN', pay_sig: paySignature('12345', '/xpay/query_order', body) });
});

const { timestamp, nonce, Encrypt, token } = push.xpay_push_safe_mode;

test('opens the safe mode push of the vector, and only that one', () => {
  const { encoding_aes_key, appid, message, signature, msg_signature } = push.xpay_push_safe_mode;
  const key = Buffer.from(`${encoding_aes_key}=`, 'base64');
  expect(openMessage(Encrypt, key, appid)).toBe(message);
  expect(isPushSignature(signature, [token, timestamp, nonce])).toBe(true);
  expect(isPushSignature(msg_signature, [token, timestamp, nonce, Encrypt])).toBe(true);
  expect(isPushSignature(signature, [token, timestamp, nonce, Encrypt])).toBe(false);
  expect(isPushSignature(`${signature}0`, [token, timestamp, nonce])).toBe(false);
  expect(() => openMessage(Encrypt, key, 'wx0000000000000000')).toThrow(expect.objectContaining({ kind: 'PERMISSION' }));
  expect(() => openMessage(Encrypt.slice(0, -8), key, appid)).toThrow(expect.objectContaining({ kind: 'SIGNATURE' }));
  expect(() => openMessage(Encrypt, Buffer.alloc(32, 7), appid)).toThrow(expect.objectContaining({ kind: 'SIGNATURE' }));
});

test('the whole push of the vector says which order to look at', () => {
  const { appid, encoding_aes_key, msg_signature } = push.xpay_push_safe_mode;
  const account = accountOf({ appId: appid, token, encodingAESKey: encoding_aes_key });
  const raw = {
    query: { timestamp, nonce, msg_signature, encrypt_type: 'aes' },
    headers: {},
    body: Buffer.from(JSON.stringify({ ToUserName: 'gh_97417a04a28d', Encrypt })),
  };
  expect(parseVirtualNotify(account, raw)).toEqual({
    kind: 'look',
    eventType: 'xpay_goods_deliver_notify',
    out_trade_no: 'VP20260401001',
    authentic: true,
  });
});
