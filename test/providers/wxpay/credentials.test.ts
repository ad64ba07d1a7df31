// 配置：密钥放错、配不成对、少配多配都在启动时列全（路径 + 原因），不存在「没有公钥就不验签」的配置。
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readWxpayCredentials } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/credentials';
import { CERTIFICATE_MODE, certifiedKey, completeSection, merchantKey, pemOf, PUBLIC_KEY_ID } from './stub-gateway';

const complete = completeSection();
const files: Record<string, string> = {
  '/keys/apiclient_key.pem': pemOf(merchantKey.privateKey),
  '/keys/apiclient_cert.pem': merchantKey.certificatePem,
  '/keys/pub_key.pem': String(complete['wxpayPublicKeyContent']),
};
function readFile(path: string): string {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error(`ENOENT ${path}`), { code: 'ENOENT' });
  return text;
}
const read = (patch: Record<string, unknown> = {}) => readWxpayCredentials({ ...complete, ...patch }, 'uni-pay.wxpay.h5', readFile);
function problemsOf(patch: Record<string, unknown>): Record<string, string> {
  const result = read(patch);
  return result.ok ? {} : Object.fromEntries(result.problems.map(({ path, problem }) => [path.replace('uni-pay.wxpay.h5.', ''), problem]));
}

test('a complete section is parsed once into keys', () => {
  const result = read();
  expect(result).toMatchObject({ ok: true, appid: complete['appId'], mchid: complete['mchId'] });
  if (!result.ok) throw new Error();
  expect(result.credentials.privateKey.type).toBe('private');
  expect(result.credentials.publicKey).toMatchObject({ id: PUBLIC_KEY_ID, key: expect.objectContaining({ type: 'public' }) });
  expect(result.credentials).toMatchObject({ serialNo: merchantKey.serial, platformCertificates: false, h5Info: { type: 'Wap' } });
});

test('keys may be files, exactly as vk-uni-pay users have them', () => {
  const paths = {
    appPrivateKeyContent: '',
    appCertContent: undefined,
    wxpayPublicKeyContent: '',
    appPrivateKeyPath: '/keys/apiclient_key.pem',
    appCertPath: '/keys/apiclient_cert.pem',
    wxpayPublicKeyPath: '/keys/pub_key.pem',
  };
  expect(read(paths)).toMatchObject({ ok: true, credentials: { serialNo: merchantKey.serial } });
});

test('without a public key the platform certificates are downloaded; with the switch both are accepted', () => {
  expect(read(CERTIFICATE_MODE)).toMatchObject({ ok: true, credentials: { platformCertificates: true } });
  expect(read(CERTIFICATE_MODE)).not.toHaveProperty('credentials.publicKey');
  expect(read({ platformCertificates: true })).toMatchObject({
    ok: true,
    credentials: { platformCertificates: true, publicKey: { id: PUBLIC_KEY_ID } },
  });
});

test('the serial may be stated instead of the certificate, and a numeric mchId is understood', () => {
  expect(read({ appCertContent: '', appCertSerialNo: merchantKey.serial.toLowerCase(), mchId: 1900000001 })).toMatchObject({
    ok: true,
    mchid: '1900000001',
    credentials: { serialNo: merchantKey.serial },
  });
});

const other = certifiedKey('11223344556677889900AABBCCDDEEFF00112233');
const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ownPublic = (type: 'spki' | 'pkcs1' = 'spki'): string =>
  String(createPublicKey(merchantKey.privateKey).export({ format: 'pem', type }));
const encrypted = (): string =>
  String(merchantKey.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' }));

test.each<[string, Record<string, unknown>, string, RegExp]>([
  ['no appId', { appId: ' ' }, 'appId', /不能为空/],
  ['no mchId', { mchId: undefined }, 'mchId', /不能为空/],
  ['no v3Key', { v3Key: '' }, 'v3Key', /32/],
  ['a v3Key of 31', { v3Key: 'k'.repeat(31) }, 'v3Key', /32/],
  ['a v3Key of 32 bytes that is not ASCII', { v3Key: `${'钥'.repeat(10)}ab` }, 'v3Key', /ASCII/],
  ['a v2 section', { version: 2 }, 'version', /v2/],
  ['no private key', { appPrivateKeyContent: '' }, 'appPrivateKeyPath', /没有商户 API 私钥/],
  ['a missing private key file', { appPrivateKeyContent: '', appPrivateKeyPath: '/nowhere.pem' }, 'appPrivateKeyPath', /读不到/],
  ['a private key that is not PEM', { appPrivateKeyContent: 'hello' }, 'appPrivateKeyContent', /PEM/],
  ['a certificate as private key', { appPrivateKeyContent: merchantKey.certificatePem }, 'appPrivateKeyContent', /放成了证书/],
  ['a public key as private key', { appPrivateKeyContent: ownPublic() }, 'appPrivateKeyContent', /放成了公钥/],
  [
    'a private key without its end',
    { appPrivateKeyContent: pemOf(merchantKey.privateKey).slice(0, 900) },
    'appPrivateKeyContent',
    /不完整/,
  ],
  [
    'a private key that lost characters',
    { appPrivateKeyContent: pemOf(merchantKey.privateKey).replace(/[A-Za-z0-9+/]{20}\n/, '\n') },
    'appPrivateKeyContent',
    /不完整/,
  ],
  ['a private key under a password', { appPrivateKeyContent: encrypted() }, 'appPrivateKeyContent', /密码/],
  ['an elliptic private key', { appPrivateKeyContent: pemOf(curve.privateKey) }, 'appPrivateKeyContent', /RSA/],
  ['a private key for another padding only', { appPrivateKeyContent: pemOf(pss.privateKey) }, 'appPrivateKeyContent', /RSA/],
  ['a 1024-bit private key', { appPrivateKeyContent: pemOf(small.privateKey) }, 'appPrivateKeyContent', /2048/],
  ['neither certificate nor serial', { appCertContent: '' }, 'appCertPath', /appCertSerialNo/],
  ['a key that does not fit the certificate', { appCertContent: other.certificatePem }, 'appCertContent', /不是一对/],
  ['a broken certificate', { appCertContent: 'x' }, 'appCertContent', /PEM/],
  ['a private key as certificate', { appCertContent: pemOf(merchantKey.privateKey) }, 'appCertContent', /放成了私钥/],
  ['a public key as certificate', { appCertContent: ownPublic() }, 'appCertContent', /放成了公钥/],
  ['a serial other than the certificate', { appCertSerialNo: other.serial }, 'appCertSerialNo', /不同/],
  ['a public key id as serial', { appCertContent: '', appCertSerialNo: PUBLIC_KEY_ID }, 'appCertSerialNo', /十六进制/],
  ['a public key without id', { wxpayPublicKeyId: '' }, 'wxpayPublicKeyId', /公钥 ID/],
  ['an id without public key', { wxpayPublicKeyContent: '' }, 'wxpayPublicKeyPath', /配置公钥/],
  ['an id of another shape', { wxpayPublicKeyId: merchantKey.serial }, 'wxpayPublicKeyId', /PUB_KEY_ID/],
  ['the own certificate as platform key', { wxpayPublicKeyContent: merchantKey.certificatePem }, 'wxpayPublicKeyContent', /证书/],
  ['the own private key as platform key', { wxpayPublicKeyContent: pemOf(merchantKey.privateKey) }, 'wxpayPublicKeyContent', /私钥/],
  [
    'the own public key as platform key, bare',
    { wxpayPublicKeyContent: ownPublic().replace(/-----[^-]+-----|\s/g, '') },
    'wxpayPublicKeyContent',
    /商户自己/,
  ],
  ['the own public key as platform key, in PKCS#1', { wxpayPublicKeyContent: ownPublic('pkcs1') }, 'wxpayPublicKeyContent', /商户自己/],
  ['the own public key as platform key', { wxpayPublicKeyContent: ownPublic() }, 'wxpayPublicKeyContent', /商户自己/],
  ['an elliptic public key', { wxpayPublicKeyContent: pemOf(curve.publicKey) }, 'wxpayPublicKeyContent', /RSA/],
  [
    'certificates switched off without a public key',
    { ...CERTIFICATE_MODE, platformCertificates: false },
    'wxpayPublicKeyPath',
    /无法验签/,
  ],
  ['a switch that is not boolean', { platformCertificates: 'yes' }, 'platformCertificates', /布尔/],
  ['an h5 type nobody knows', { sceneInfo: { h5_info: { type: 'Windows' } } }, 'sceneInfo.h5_info.type', /Wap/],
])('%s is refused at its path', (_name, patch, path, reason) => {
  const problems = problemsOf(patch);
  expect(Object.keys(problems)).toEqual([path]);
  expect(problems[path]).toMatch(reason);
});

test('every mistake is listed in one go, and no message repeats a secret', () => {
  const patch = { appId: '', v3Key: 'secret-too-short', appPrivateKeyContent: 'PRIVATE-TEXT', appCertContent: '', wxpayPublicKeyId: '' };
  const problems = problemsOf(patch);
  expect(Object.keys(problems).sort()).toEqual(['appCertPath', 'appId', 'appPrivateKeyContent', 'v3Key', 'wxpayPublicKeyId']);
  expect(JSON.stringify(problems)).not.toMatch(/secret-too-short|PRIVATE-TEXT/);
});

test.each([
  [{ sceneInfo: null }],
  [{ sceneInfo: 'x' }],
  [{ sceneInfo: { h5_info: null } }],
  [{ sceneInfo: { h5_info: { type: 1, wap_url: 2 } } }],
])('a careless scene %j falls back to Wap', (patch) => {
  expect(read(patch)).toMatchObject({ ok: true, credentials: { h5Info: { type: 'Wap' } } });
});

test('an id is matched whatever its letter case, and every key is declared with its owner', () => {
  const result = read({ wxpayPublicKeyId: PUBLIC_KEY_ID.toLowerCase() });
  if (!result.ok) throw new Error();
  expect(result.credentials.publicKey?.id).toBe(PUBLIC_KEY_ID);
  expect(result.keys.map(({ path, owner }) => [path, owner])).toEqual([
    ['uni-pay.wxpay.h5.appPrivateKeyContent', 'merchant'],
    ['uni-pay.wxpay.h5.wxpayPublicKeyContent', 'gateway'],
  ]);
  expect(new Set(result.keys.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

test.each([['wap_name'], ['app_name']])('a scene text over the limit of the gateway is refused at its own key (%s)', (key) => {
  expect(Object.keys(problemsOf({ sceneInfo: { h5_info: { type: 'Wap', [key]: '店'.repeat(22) } } }))).toEqual([
    `sceneInfo.h5_info.${key}`,
  ]);
  expect(problemsOf({ sceneInfo: { h5_info: { type: 'Wap', [key]: '店'.repeat(21) } } })).toEqual({});
});
