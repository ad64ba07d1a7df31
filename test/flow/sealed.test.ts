// 不变量 I12、规范 encryptData：收货人、电话加密存放，业务处理时拿到原文；搬动、改动、丢了密钥都解不开也不当作空的；换密钥不停机。
import { createHash } from 'node:crypto';
import { readCipherKeys, type CipherKeys } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/encryption';
import { decryptData, encryptData } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/security/cipher';
import type { PaidOrder } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/entry/index';
import type { ReceivingKernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { runHandler } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/fulfil';
import type { OrderRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/record';
import { seal } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/seal';
import { openShop, type Shop } from './harness';

const keyText = (id: string): string => `${id}:${createHash('sha256').update(`test key ${id}`).digest('base64')}`;
const ENCRYPTION = { keys: [keyText('k1')], fields: ['address'] };
const PERSON = { name: '张三', phone: '13987654321', id_card: '11010519491231002X' };
const CUSTOM = { goods_id: 'mug', quantity: 1, user_info: PERSON, address: '海淀区某路 1 号' };

let shop: Shop | undefined;
afterEach(() => shop?.close());

const open = async (settings: Record<string, unknown>): Promise<Shop> => (shop = await openShop({ settings }));
const create = (at: Shop, out_trade_no: string, custom: object = CUSTOM): Promise<Record<string, unknown>> =>
  at.client.callService('pay/kh/createPayment', { provider: 'wxpay', data: { type: 'goods', out_trade_no, custom } });
const everything = (at: Shop): string =>
  JSON.stringify(['payment_orders', 'payment_logs', 'payment_errors', 'payment_alerts'].map((name) => at.rows(name)));

test('personal fields are sealed in every row, and not shown with the order', async () => {
  const at = await open({ encryption: ENCRYPTION });
  expect(await create(at, 'SEAL000001')).toMatchObject({ code: 0 });
  expect(at.order('SEAL000001')).toMatchObject({
    sealed_with: 'k1',
    intent: { custom: { goods_id: 'mug', user_info: expect.stringMatching(/^enc:1:k1:/), address: expect.stringMatching(/^enc:1:k1:/) } },
  });
  for (const secret of ['张三', PERSON.phone, PERSON.id_card, '海淀区'])
    expect([secret, everything(at).includes(secret)]).toEqual([secret, false]);
  const { order } = await at.client.callService('pay/kh/queryPayment', { out_trade_no: 'SEAL000001' });
  expect(order).toMatchObject({ intent: { custom: { goods_id: 'mug', quantity: 1 } } });
  expect(JSON.stringify(order)).not.toContain('enc:1:');
  // 同号同内容再来是接着付，换了收货人是另一件事
  expect(await create(at, 'SEAL000001')).toMatchObject({ code: 0 });
  const elsewhere = { ...CUSTOM, user_info: { ...PERSON, name: '李四' } };
  expect(await create(at, 'SEAL000001', elsewhere)).toMatchObject({ code: 40001, msg: expect.stringContaining('custom') });
  at.wxpay.pay('SEAL000001');
  await at.wxpay.deliverDue();
  expect(at.order('SEAL000001')).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
});

test('without keys personal data is refused by name, and what is not personal is kept as it is', async () => {
  const at = await open({});
  expect(await create(at, 'SEAL000002')).toMatchObject({ code: 40001, msg: expect.stringContaining('encryption') });
  expect(await create(at, 'SEAL000003', { goods_id: 'mug', quantity: 1, user_info: { level: 'gold' } })).toMatchObject({ code: 0 });
  expect(at.order('SEAL000003')).toMatchObject({ intent: { custom: { user_info: { level: 'gold' } } } });
  expect(at.order('SEAL000002')).toBeUndefined();
});

test.each([
  ['a card number', { card: '4111111111111111' }],
  ['a card number by its key', { card_number: 'x' }],
  ['a token', { note: 'Bearer abcdef0123456789' }],
])('%s is refused even where personal data may stand', async (_name, user_info) => {
  const at = await open({ encryption: ENCRYPTION });
  expect(await create(at, 'SEAL000004', { ...CUSTOM, user_info })).toMatchObject({ code: 40001 });
  expect(everything(at)).not.toContain('4111');
});

test('text that looks sealed is refused: it could never be opened', async () => {
  const at = await open({ encryption: ENCRYPTION });
  expect(await create(at, 'SEAL000005', { ...CUSTOM, note: 'enc:1:k1:AAAAAAAA' })).toMatchObject({ code: 40001 });
});

test('a new key in front takes over by the timer while orders go on', async () => {
  let at = await open({ encryption: ENCRYPTION });
  await create(at, 'SEAL000006');
  const row = at.order('SEAL000006');
  await at.close();
  at = await open({ encryption: { ...ENCRYPTION, keys: [keyText('k2'), keyText('k1')] } });
  await at.runtime.database.collection('payment_orders').add({ ...row });
  await at.runMonitor();
  expect(at.order('SEAL000006')).toMatchObject({
    sealed_with: 'k2',
    intent: { custom: { user_info: expect.stringMatching(/^enc:1:k2:/) } },
  });
  expect(at.order('SEAL000006')['version']).toBe(Number(row?.['version']) + 1);
});

describe('the cipher', () => {
  const keys = readCipherKeys([keyText('k2'), keyText('k1')].join(','), [], []) as CipherKeys;
  const place = { collection: 'payment_orders', id: 'A000001', field: 'custom.user_info' };

  test('opens what it sealed, with a fresh IV each time', () => {
    const [one, two] = [encryptData(keys, PERSON, place), encryptData(keys, PERSON, place)];
    expect(one).not.toBe(two);
    expect([decryptData(keys, one, place), decryptData(keys, two, place)]).toEqual([PERSON, PERSON]);
  });

  test.each([
    ['another row', { ...place, id: 'A000002' }],
    ['another field', { ...place, field: 'custom.address' }],
    ['another table', { ...place, collection: 'payment_refunds' }],
  ])('moved to %s it does not open', (_name, elsewhere) => {
    const sealed = encryptData(keys, PERSON, place);
    expect(() => decryptData(keys, sealed, elsewhere)).toThrow();
  });
  test('names that would run into each other are neither sealed nor opened', () => {
    const turned = { collection: 'a', id: 'b\nc', field: 'd' };
    expect(() => encryptData(keys, 1, turned)).toThrow('换行');
    const sealed = encryptData(keys, 1, { collection: 'a', id: 'b', field: 'd' });
    expect(() => decryptData(keys, sealed, turned)).toThrow();
  });

  test('every bit counts: no byte can be changed or cut', () => {
    const sealed = encryptData(keys, 'x', place);
    const [head, body = ''] = [sealed.slice(0, 'enc:1:k2:'.length), sealed.slice('enc:1:k2:'.length)];
    const bytes = Buffer.from(body, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] as number) ^ 1;
      expect(() => decryptData(keys, head + changed.toString('base64url'), place)).toThrow();
      expect(() => decryptData(keys, head + bytes.subarray(0, index).toString('base64url'), place)).toThrow();
    }
    expect(() => decryptData(keys, sealed.replace('k2', 'k1'), place)).toThrow();
    expect(() => decryptData(undefined, sealed, place)).toThrow();
  });

  test('keys of a wrong length, a wrong form or twice are named, never printed', () => {
    const problems: { path: string; problem: string }[] = [];
    const short = `k3:${Buffer.alloc(16, 7).toString('base64')}`;
    expect(readCipherKeys(undefined, [keyText('k1'), short, keyText('k1'), 'password'], problems)).toBeUndefined();
    expect(problems.map(({ path }) => path)).toEqual([1, 2, 3].map((index) => `vk-pay.encryption.keys.${index}`));
    expect(JSON.stringify(problems)).not.toMatch(/BwcHBw|password/);
  });
});

test('the handler gets the plain text; when the key is lost it is not called with nothing', async () => {
  const seen: PaidOrder[] = [];
  const kernel = (cipher: CipherKeys | undefined): ReceivingKernel =>
    ({
      config: { cipher, settings: { encryption: { fields: ['address'] } } },
      types: new Map([['goods', { name: 'goods', fulfil: async (order: PaidOrder) => void seen.push(order) }]]),
      vk: { baseDao: {}, getUnicloud: () => ({ _: {} }) },
      now: () => 0,
      alarm: () => () => undefined,
    }) as unknown as ReceivingKernel;
  const keys = readCipherKeys(keyText('k1'), [], []);
  const order = {
    _id: 'A000001',
    type: 'goods',
    fulfil: { next_date: 60_000 },
    ...seal(kernel(keys), { _id: 'A000001', custom: CUSTOM }),
  } as OrderRecord;
  await runHandler(kernel(keys), order);
  expect(seen).toMatchObject([{ custom: CUSTOM }]);
  for (const other of [undefined, readCipherKeys(keyText('k2'), [], [])]) await expect(runHandler(kernel(other), order)).rejects.toThrow();
  expect(seen).toHaveLength(1);
});
