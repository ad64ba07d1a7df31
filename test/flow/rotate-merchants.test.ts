// 换密钥也换数据库里的商户（docs/security.md「静态加密」）：说 0 剩余时拿掉旧的，商户照样收款；没有记号的、只换了一节的也数得进去；与员工同时存，谁也不盖掉谁。
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCipherKeys } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/encryption';
import { encryptData } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/security/cipher';
import { checkInvariants } from './harness';
import { documentOfSecond, openMerchantShop, type MerchantShop, type Row } from './merchants-harness';

const keyText = (id: string): string => `${id}:${createHash('sha256').update(`merchants ${id}`).digest('base64')}`;
type Tap = (call: { write: boolean; collection: string }) => Promise<void>;

let shop: MerchantShop;
let dataDir: string;
let tap: Tap | undefined;
const start = async (...ids: readonly string[]): Promise<void> => {
  shop = await openMerchantShop({
    dataDir,
    inMemory: false,
    synchronous: 'NORMAL',
    settings: { encryption: { keys: ids.map(keyText), fields: [] } },
    runtime: { databaseLatency: async (call) => tap?.(call) },
  });
};
const use = async (...ids: readonly string[]): Promise<void> => {
  await shop.close();
  await start(...ids);
};
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-rotate-'));
  tap = undefined;
});
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const SECRETS = /(?:v3Key|secret|privateKey|Content|alipayPublicKey)$/;
/** B 的一份，密钥用这把封着；与从前的版本存的一样，没有别的记号。 */
async function sealedDocument(pid: string, keyId: string): Promise<Row> {
  const keys = readCipherKeys(keyText(keyId), [], []);
  if (!keys) throw new Error('没有密钥');
  const { name, ...channels } = await documentOfSecond();
  const sections = Object.entries(channels).map(([provider, platforms]) => [
    provider,
    Object.fromEntries(
      Object.entries(platforms as Record<string, Row>).map(([platform, section]) => [
        platform,
        Object.fromEntries(
          Object.entries(section).map(([key, value]) => {
            const place = { collection: 'vk-pay-config', id: pid, field: `${provider}.${platform}.${key}` };
            return [key, SECRETS.test(key) && typeof value === 'string' ? encryptData(keys, value, place) : value];
          }),
        ),
      ]),
    ),
  ]);
  return { name, ...Object.fromEntries(sections) };
}
const stored = (pid: string): Row => shop.rows('vk-pay-config').find(({ _id }) => _id === pid) ?? {};
const keysIn = (pid: string): string[] => [...new Set([...JSON.stringify(stored(pid)).matchAll(/enc:1:(\w+):/g)].map(([, id = '']) => id))];
const ask = async (service: string, data: object): Promise<Row> => (await shop.login('demo-admin')).callService(service, data);
const rotate = (data: object = {}): Promise<Row> => ask('pay/sys/rotateKeys', data);
const merchants = ({ tables }: Row): Row | undefined => (tables as Row[]).find(({ table }) => table === 'merchants');
const saveKey = (pid: string, version: number): Promise<Row> =>
  ask('pay/sys/saveMerchant', {
    pid,
    version,
    name: '二店',
    status: 'active',
    reason: '换密钥',
    section: { provider: 'wxpay', platform: 'h5', fields: [{ name: 'v3Key', value: 'k'.repeat(32) }] },
  });

test('at 0 left the old key may go: the merchant still takes money and hears its notices, at both gateways', async () => {
  await start('k2', 'k1');
  await shop.write('b', await sealedDocument('b', 'k1'));
  // 只重存过一节的：一份里有两把
  await shop.write('mixed', await sealedDocument('mixed', 'k1'));
  expect(await saveKey('mixed', 0)).toMatchObject({ code: 0 });
  expect(keysIn('mixed').sort()).toEqual(['k1', 'k2']);
  expect(await rotate({ dry_run: true })).toMatchObject({ code: 0, changed: 0, left: 2, lost: 0 });
  const before = stored('b');
  const done = await rotate({ batch: 1 });
  expect(done).toMatchObject({ changed: 2, failed: 0, left: 0, lost: 0 });
  expect(merchants(done)).toMatchObject({ changed: 2, left: 0 });
  expect([keysIn('b'), keysIn('mixed')]).toEqual([['k2'], ['k2']]);
  expect(stored('b')).toMatchObject({ name: before['name'], version: 1 });
  expect(await rotate()).toMatchObject({ changed: 0, left: 0 });
  await use('k2');
  for (const provider of ['wxpay', 'alipay'] as const) {
    const no = await shop.place(provider, 'b');
    shop[provider].pay(no);
    await shop[provider].deliverDue();
    expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', pid: 'b' });
  }
});

test('the timer does the same; a key taken away too early is told as lost, and one that cannot be opened stops no other', async () => {
  await start('k2');
  await shop.write('b', await sealedDocument('b', 'k1'));
  expect(merchants(await rotate())).toMatchObject({ changed: 0, left: 0, lost: 1 });
  await use('k2', 'k1');
  const broken = await sealedDocument('b', 'k1');
  await shop.write('a', broken);
  await shop.runMonitor();
  // a 是从 b 搬来的：解不开
  expect([keysIn('a'), keysIn('b')]).toEqual([['k1'], ['k2']]);
  const answer = await rotate();
  expect(answer).toMatchObject({ failed: 1, left: 1, failures: ['merchants:a'] });
  expect(shop.rows('payment_alerts').filter(({ kind }) => kind === 'key-rotation-failing')).toHaveLength(1);
  await shop.forget('a');
});

test('a staff save and the rotation at once: neither puts back what the other wrote', async () => {
  await start('k2', 'k1');
  await shop.write('b', await sealedDocument('b', 'k1'));
  const once = (work: () => Promise<unknown>): void => {
    tap = async ({ write, collection }) => {
      if (!write || collection !== 'vk-pay-config') return;
      tap = undefined;
      await work();
    };
  };
  // 存到一半，换密钥先写下：存的人输掉，旧的密文不会被写回来
  once(() => rotate());
  expect(await saveKey('b', 0)).toMatchObject({ code: 40001, msg: expect.stringContaining('别人刚改过') });
  expect(keysIn('b')).toEqual(['k2']);
  // 换到一半，员工先存下
  await shop.write('b', await sealedDocument('b', 'k1'));
  once(() => saveKey('b', 0));
  expect(merchants(await rotate())).toMatchObject({ changed: 0, failed: 0, left: 1 });
  expect(stored('b')).toMatchObject({ version: 1, history: [{ reason: '换密钥' }] });
  expect(merchants(await rotate())).toMatchObject({ changed: 1, left: 0 });
  expect(stored('b')).toMatchObject({ version: 2, history: [{ reason: '换密钥' }] });
  // 别的后台不改版本就换了一把密钥
  await shop.write('b', await sealedDocument('b', 'k1'));
  const foreign = await sealedDocument('b', 'k1');
  once(() => shop.write('b', foreign));
  expect(merchants(await rotate())).toMatchObject({ changed: 0, left: 1 });
  expect(stored('b')).toMatchObject(foreign);
});
