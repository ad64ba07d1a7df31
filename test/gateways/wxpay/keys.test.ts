// 三种密钥模式（docs/protocols/wxpay.md §1.5、§1.6、§10.2）：应答随请求头选密钥、证书下载与轮换、过渡期的回调；本地密钥的保存。
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDevelopmentKeys } from '../../../local/keys';
import { DAY, paidOrder, startWorkbench, testKeys, unseal, type Workbench } from './workbench';

const stops: Workbench[] = [];
async function start(options: Parameters<typeof startWorkbench>[0]): Promise<Workbench> {
  const workbench = await startWorkbench(options);
  stops.push(workbench);
  return workbench;
}
afterAll(() => Promise.all(stops.map((workbench) => workbench.stop())));

const identities = async (): Promise<{ certificate: string; publicKey: string }> => {
  const { platform } = (await testKeys()).wxpay;
  return { certificate: platform.certificates[0]?.serialNo ?? '', publicKey: platform.publicKeys[0]?.id ?? '' };
};

test.each([
  ['certificate', undefined, 'certificate'],
  ['certificate', 'publicKey', 'certificate'],
  ['publicKey', undefined, 'publicKey'],
  ['publicKey', 'certificate', 'publicKey'],
  ['both', undefined, 'certificate'],
  ['both', 'certificate', 'certificate'],
  ['both', 'publicKey', 'publicKey'],
] as const)('mode %s, request names %s: the answer is signed with the %s', async (mode, named, expected) => {
  const workbench = await start({ mode });
  const ids = await identities();
  const answer = await workbench.call('POST', '/v3/pay/transactions/native', workbench.order('native'), {
    headers: { 'Wechatpay-Serial': named && ids[named] },
  });
  expect(answer.headers.get('wechatpay-serial')).toBe(ids[expected]);
  expect(answer.verified).toBe(true);
});

test('while a merchant migrates, callbacks come with both kinds of key', async () => {
  const workbench = await start({ mode: 'both' });
  for (let count = 0; count < 4; count += 1) await paidOrder(workbench);
  await workbench.gateway.deliverDue();
  const ids = await identities();
  expect(new Set(workbench.callbacks.map(({ headers }) => headers['Wechatpay-Serial']))).toEqual(new Set([ids.certificate, ids.publicKey]));
  expect(workbench.callbacks.every(({ verified }) => verified)).toBe(true);
});

const download = async (workbench: Workbench): Promise<{ serial_no: string; pem: string }[]> => {
  const { json } = await workbench.call('GET', '/v3/certificates');
  const data = json['data'] as { serial_no: string; encrypt_certificate: Parameters<typeof unseal>[0] }[];
  return data.map(({ serial_no, encrypt_certificate }) => ({ serial_no, pem: unseal(encrypt_certificate, workbench.keys.wxpay.apiV3Key) }));
};

test('the certificate download opens with the APIv3 key and holds the certificate that signed it', async () => {
  const workbench = await start({ mode: 'certificate' });
  const [first] = await download(workbench);
  expect(first?.serial_no).toBe((await identities()).certificate);
  expect(new X509Certificate(first?.pem ?? '').serialNumber).toBe(first?.serial_no);
});

test('in public-key mode there is no certificate to download', async () => {
  const workbench = await start({ mode: 'publicKey' });
  expect(await workbench.call('GET', '/v3/certificates')).toMatchObject({
    status: 404,
    json: { code: 'RESOURCE_NOT_EXISTS', message: expect.stringMatching(/微信支付公钥/) },
  });
});

test('a rotated certificate is listed first and signs later', async () => {
  const workbench = await start({ mode: 'certificate' });
  const old = (await identities()).certificate;
  const next = await workbench.gateway.rotatePlatformCertificate(workbench.now() + DAY);
  expect((await download(workbench)).map(({ serial_no }) => serial_no).sort()).toEqual([old, next.serialNo].sort());
  const signer = async (): Promise<string | null> => (await workbench.create('native')).headers.get('wechatpay-serial');
  expect(await signer()).toBe(old);
  workbench.tick(DAY);
  expect(await signer()).toBe(next.serialNo);
});

test('development keys: made once, private to the user, made again when the file is broken', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wxpay-keys-'));
  const file = join(folder, 'keys.json');
  const first = await loadDevelopmentKeys(folder);
  const { merchant, apiV3Key, platform } = first.wxpay;
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await loadDevelopmentKeys(folder)).toEqual(first);
  expect(merchant.serialNo).toMatch(/^[0-9A-F]{40}$/);
  expect(new X509Certificate(merchant.certificatePem).checkPrivateKey(createPrivateKey(merchant.privateKeyPem))).toBe(true);
  expect(new X509Certificate(merchant.certificatePem).serialNumber).toBe(merchant.serialNo);
  expect(apiV3Key).toMatch(/^[0-9A-Za-z]{32}$/);
  expect(platform.publicKeys[0]?.id).toMatch(/^PUB_KEY_ID_\d+$/);
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 100));
  expect((await loadDevelopmentKeys(folder)).wxpay.mchid).toMatch(/^19\d{8}$/);
  rmSync(folder, { recursive: true });
});
