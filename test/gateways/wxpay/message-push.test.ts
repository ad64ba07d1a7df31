// 消息推送（docs/protocols/wxpay.md §13.2）：存地址先核对、三种模式两种格式、确认与重发、不该被接受的变体；签名与密文照公开的向量。
import { createDecipheriv, createHash } from 'node:crypto';
import derived from '../../vectors/message-push.json';
import vectors from '../../vectors/wxpay.json';
import { MessagePush, pushAcknowledged } from '../../../local/gateways/wxpay/message-push';
import { encryptMessage, sha1Of } from '../../../local/gateways/wxpay/push-cipher';
import type { OutgoingRequest } from '../../../local/gateways/kit/delivery';
import { openLedgerStore } from '../../../local/gateways/kit/ledger-store';

const sha1 = (...parts: string[]): string => createHash('sha1').update(parts.sort().join('')).digest('hex');
/** 测试自己的解密：16 个随机字节、长度、消息、appid。 */
function open(encrypted: string, aesKey: string): { random: Buffer; message: string; appid: string } {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(Buffer.from(encrypted, 'base64')), decipher.final()]);
  const plain = padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
  const length = plain.readUInt32BE(16);
  return {
    random: plain.subarray(0, 16),
    message: plain.subarray(20, 20 + length).toString('utf8'),
    appid: plain.subarray(20 + length).toString('utf8'),
  };
}

test('signs and encrypts as the published samples', () => {
  const [check, sealed] = vectors.message_push;
  expect(sha1Of(check?.token ?? '', check?.timestamp ?? '', check?.nonce ?? '')).toBe(check?.signature);
  const { token, timestamp, nonce, encrypt = '', encoding_aes_key = '', appid = '', plaintext = '' } = sealed ?? {};
  expect(sha1Of(token ?? '', timestamp ?? '', nonce ?? '', encrypt)).toBe(sealed?.msg_signature);
  const opened = open(encrypt, encoding_aes_key);
  expect(opened).toMatchObject({ message: plaintext, appid });
  expect(encryptMessage(plaintext, encoding_aes_key, appid, opened.random)).toBe(encrypt);
  const made = derived.xpay_push_safe_mode;
  expect(encryptMessage(made.message, made.encoding_aes_key, made.appid, Buffer.from(made.random16))).toBe(made.Encrypt);
  expect(sha1Of(made.token, made.timestamp, made.nonce, made.Encrypt)).toBe(made.msg_signature);
});

const APP = {
  appid: 'wxba5fad812f8e6fb9',
  secret: 's',
  push: { token: 'AAAAA', encodingAesKey: 'A'.repeat(43), originalId: 'gh_97417a04a28d' },
};
const NOW = 1_770_000_000_000;
const notice = {
  id: 'n',
  sequence: 1,
  outTradeNo: 'VP1',
  url: 'https://shop.example/push',
  createdAt: NOW,
  state: 'PENDING',
  dueAt: NOW,
  attempts: [],
  copies: 1,
  preludes: [],
  held: false,
  mchid: '',
  eventType: 'xpay_goods_deliver_notify',
  push: { appid: APP.appid, openid: 'oUser1' },
  plaintext: { OutTradeNo: 'VP1', GoodsInfo: { ProductId: 'vip', Quantity: 1 } },
} as const;
const store = openLedgerStore(':memory:');
afterAll(() => store.close());
let asked: OutgoingRequest[] = [];
let answer = (request: OutgoingRequest): { status: number; body: string } => ({
  status: 200,
  body: new URL(request.url).searchParams.get('echostr') ?? '',
});
const pushes = new MessagePush(
  store,
  new Map([[APP.appid, APP]]),
  async (request) => {
    asked.push(request);
    return answer(request);
  },
  () => NOW,
);
const configure = (mode: 'plain' | 'compatible' | 'safe', format: 'json' | 'xml'): Promise<boolean> =>
  pushes.configure(APP.appid, { url: notice.url, mode, format });

test('an address is saved only when it echoes, asked by a signed GET', async () => {
  const before = answer;
  answer = () => ({ status: 200, body: 'success' });
  expect(await configure('safe', 'json')).toBe(false);
  expect(pushes.addressOf(APP.appid)).toBeUndefined();
  answer = before;
  asked = [];
  expect(await configure('safe', 'json')).toBe(true);
  const query = new URL(asked[0]?.url ?? '').searchParams;
  expect(asked[0]?.method).toBe('GET');
  expect(query.get('signature')).toBe(sha1('AAAAA', query.get('timestamp') ?? '', query.get('nonce') ?? ''));
});

test('plain: the body is not signed, the query is', async () => {
  await configure('plain', 'json');
  const { url, body } = pushes.request(notice, NOW);
  const query = new URL(url).searchParams;
  expect(query.get('signature')).toBe(sha1('AAAAA', query.get('timestamp') ?? '', query.get('nonce') ?? ''));
  expect(query.get('msg_signature')).toBeNull();
  expect(JSON.parse(body)).toEqual({
    ToUserName: 'gh_97417a04a28d',
    FromUserName: 'oUser1',
    CreateTime: 1_770_000_000,
    MsgType: 'event',
    Event: 'xpay_goods_deliver_notify',
    ...notice.plaintext,
  });
});

test('safe: nothing readable but the receiver, msg_signature over the ciphertext, the appid inside', async () => {
  await configure('safe', 'json');
  const { url, body } = pushes.request(notice, NOW);
  const query = new URL(url).searchParams;
  const sealed = JSON.parse(body) as { ToUserName: string; Encrypt: string };
  expect(Object.keys(sealed)).toEqual(['ToUserName', 'Encrypt']);
  expect(query.get('encrypt_type')).toBe('aes');
  expect(query.get('msg_signature')).toBe(sha1('AAAAA', query.get('timestamp') ?? '', query.get('nonce') ?? '', sealed.Encrypt));
  expect(open(sealed.Encrypt, 'A'.repeat(43))).toMatchObject({
    appid: APP.appid,
    message: expect.stringContaining('"OutTradeNo":"VP1"'),
  });
});

test('compatible has both; XML nests its elements', async () => {
  await configure('compatible', 'xml');
  const { body, headers } = pushes.request(notice, NOW);
  expect(headers['Content-Type']).toBe('text/xml');
  expect(body).toMatch(/^<xml>.*<\/xml>$/);
  expect(body).toContain('<GoodsInfo><ProductId><![CDATA[vip]]></ProductId><Quantity>1</Quantity></GoodsInfo>');
  expect(body).toContain('<Encrypt><![CDATA[');
});

test('each bad variant is bad in its own way', async () => {
  await configure('safe', 'json');
  const made = (variant: Parameters<typeof pushes.request>[2]) => {
    const { url, body } = pushes.request(notice, NOW, variant);
    const query = new URL(url).searchParams;
    const { Encrypt } = JSON.parse(body) as { Encrypt: string };
    const signed = query.get('msg_signature') === sha1('AAAAA', query.get('timestamp') ?? '', query.get('nonce') ?? '', Encrypt);
    return { signed, timestamp: Number(query.get('timestamp')), signature: query.get('signature'), Encrypt };
  };
  expect(made('forged').signed).toBe(false);
  expect(made('tampered').signed).toBe(false);
  expect(made('stale')).toMatchObject({ signed: true, timestamp: NOW / 1000 - 600 });
  expect(made('signTest').signature).toBeNull();
  expect(made('unknownSerial').signed && open(made('unknownSerial').Encrypt, 'A'.repeat(43)).appid).not.toBe(APP.appid);
  const readable = (encrypted: string): string | undefined => {
    try {
      return open(encrypted, 'A'.repeat(43)).message;
    } catch {
      return undefined;
    }
  };
  expect(readable(made('wrongApiKey').Encrypt) ?? '').not.toContain('VP1');
});

test.each([
  ['{"ErrCode":0,"ErrMsg":"success"}', 200, true, false],
  ['<xml><ErrCode>0</ErrCode><ErrMsg><![CDATA[success]]></ErrMsg></xml>', 200, true, false],
  ['', 200, true, true],
  ['success', 200, true, true],
  ['{"ErrCode":1}', 200, false, false],
  ['{"ErrCode":"0"}', 200, false, false],
  ['{"ErrCode":0}', 500, false, false],
  ['<html>', 200, false, false],
])('%s with %i acknowledges an xpay event: %s, another event: %s', (body, status, xpay, other) => {
  expect(pushAcknowledged({ status, body }, 'xpay_refund_notify')).toBe(xpay);
  expect(pushAcknowledged({ status, body }, 'trade_manage_order_settlement')).toBe(other);
});
