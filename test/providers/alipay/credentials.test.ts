// 支付宝配置：自己的与支付宝的各就各位、成对、出自同一套根；放错的点名最可能的错（docs/protocols/alipay.md §1.5、§3）。
import { createPublicKey } from 'node:crypto';
import { bareKey, createAlipayKeys, type AlipayDevelopmentKeys } from '../../../local/gateways/alipay/keys';
import { alipaySections, type AlipayKeyMode } from '../../../local/gateways/alipay/account';
import { readAlipayCredentials } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/credentials';
import vectors from '../../vectors/alipay.json';

const START = Date.UTC(2026, 10, 23);
let keys: AlipayDevelopmentKeys;
/** 另一家：另一套根、另一对密钥 */
let other: AlipayDevelopmentKeys;
beforeAll(async () => {
  [keys, other] = await Promise.all([createAlipayKeys(START), createAlipayKeys(START)]);
}, 60_000);

const FILES: Record<string, string> = {};
function read(mode: AlipayKeyMode, patch: Record<string, unknown> = {}) {
  return readAlipayCredentials({ ...alipaySections(keys, mode)['h5'], ...patch }, 'uni-pay.alipay.h5', (path) => {
    const text = FILES[path];
    if (text === undefined) throw new Error('ENOENT');
    return text;
  });
}
function problemsOf(mode: AlipayKeyMode, patch: Record<string, unknown>): Record<string, string> {
  const result = read(mode, patch);
  return result.ok ? {} : Object.fromEntries(result.problems.map(({ path, problem }) => [path.replace('uni-pay.alipay.h5.', ''), problem]));
}
const ownPublic = (type: 'spki' | 'pkcs1' = 'spki'): string =>
  String(createPublicKey(keys.app.privateKeyPem).export({ format: 'pem', type }));
const only = (problems: Record<string, string>): string[] => Object.keys(problems).sort();

test('both modes are read, and every key is declared with its owner', () => {
  for (const mode of ['key', 'certificate'] as const) {
    const result = read(mode);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    expect(result.keys.map(({ owner }) => owner)).toEqual(['merchant', 'gateway']);
    expect(new Set(result.keys.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    expect(result.credentials.certificates?.app).toBe(mode === 'certificate' ? keys.app.certificateSn : undefined);
    expect(result.mchid).toBe(keys.sellerId);
  }
});

test('the own public key is refused as that of Alipay, however it is written', () => {
  for (const text of [
    ownPublic(),
    ownPublic('pkcs1'),
    bareKey(ownPublic()),
    ownPublic().replace(/\n/g, '\\n'),
    bareKey(ownPublic('pkcs1')),
  ])
    expect(problemsOf('key', { alipayPublicKey: text })).toEqual({ alipayPublicKey: '放成了自己的应用公钥，应为支付宝公钥' });
});

test.each<[string, () => Record<string, unknown>, string, RegExp]>([
  ['no key of Alipay', () => ({ alipayPublicKey: '' }), 'alipayPublicKey', /没有验签用的/],
  ['the private key as public key', () => ({ alipayPublicKey: keys.app.privateKeyPem }), 'alipayPublicKey', /放成了私钥/],
  ['a certificate as public key', () => ({ alipayPublicKey: keys.alipay.certificatePem }), 'alipayPublicKey', /放成了证书/],
  ['the public key as private key', () => ({ privateKey: bareKey(ownPublic()) }), 'privateKey', /放成了公钥/],
  ['no private key', () => ({ privateKey: '' }), 'privateKey', /不能为空/],
  ['a seller of another shape', () => ({ sellerId: '123' }), 'sellerId', /2088/],
])('key mode: %s', (_name, patch, key, reason) => {
  const problems = problemsOf('key', patch());
  expect(only(problems)).toEqual([key]);
  expect(problems[key]).toMatch(reason);
});

test.each<[string, () => Record<string, unknown>, Record<string, RegExp>]>([
  [
    'app and Alipay certificates swapped',
    () => ({ appCertContent: keys.alipay.certificatePem, alipayPublicCertContent: keys.app.certificatePem }),
    { appCertContent: /放反了/, alipayPublicCertContent: /放反了/ },
  ],
  [
    'the own certificate twice',
    () => ({ alipayPublicCertContent: keys.app.certificatePem }),
    { alipayPublicCertContent: /自己的应用公钥证书/ },
  ],
  ['the certificate of Alipay twice', () => ({ appCertContent: keys.alipay.certificatePem }), { appCertContent: /不是一对/ }],
  ['an app certificate of another key', () => ({ privateKey: bareKey(other.app.privateKeyPem) }), { appCertContent: /不是一对/ }],
  [
    'roots of another authority',
    () => ({ alipayRootCertContent: foreignRoots() }),
    { appCertContent: /不是由/, alipayPublicCertContent: /不是由/ },
  ],
  [
    'a certificate of Alipay forged under the same names',
    () => ({ alipayPublicCertContent: other.alipay.certificatePem.split(/(?<=-----END CERTIFICATE-----\n)/)[0] }),
    // 只有叶子、没有中级：这一级无从验签，名字一样就放行；带上假的中级就露馅。
    {},
  ],
  [
    'a whole forged chain under the same names',
    () => ({ alipayPublicCertContent: other.alipay.certificatePem }),
    { alipayPublicCertContent: /不是由/ },
  ],
  [
    'the roots as certificate of Alipay',
    () => ({ alipayPublicCertContent: keys.root.certificatePem }),
    { alipayPublicCertContent: /放成了根证书/ },
  ],
  [
    'the certificate of Alipay as roots',
    () => ({ alipayRootCertContent: keys.alipay.certificatePem }),
    { alipayRootCertContent: /不是根证书/ },
  ],
  ['a public key as certificate', () => ({ appCertContent: ownPublic() }), { appCertContent: /放成了公钥/ }],
  ['a missing file', () => ({ appCertContent: '', appCertPath: '/nowhere.crt' }), { appCertPath: /读不到/ }],
  ['one certificate left out', () => ({ alipayRootCertContent: '' }), { alipayRootCertPath: /缺一不可/ }],
])('certificate mode: %s', (_name, patch, expected) => {
  const problems = problemsOf('certificate', patch());
  expect(only(problems)).toEqual(Object.keys(expected).sort());
  for (const [key, reason] of Object.entries(expected)) expect(problems[key]).toMatch(reason);
});

/** 真正的支付宝根证书：名字与本地模拟的那一套不同。 */
const foreignRoots = (): string => vectors.certs.root_bundle.pem.join('\n');

test('the sandbox has roots of its own: its chain is not asked for, its pairs still are', () => {
  expect(problemsOf('certificate', { sandbox: true, alipayRootCertContent: foreignRoots() })).toEqual({});
  expect(read('certificate', { sandbox: true, alipayRootCertContent: foreignRoots() })).toMatchObject({
    gatewayUrl: 'https://openapi-sandbox.dl.alipaydev.com',
  });
  expect(only(problemsOf('certificate', { sandbox: true, alipayPublicCertContent: keys.app.certificatePem }))).toEqual([
    'alipayPublicCertContent',
  ]);
});

test('no message repeats a secret', () => {
  const text = JSON.stringify(
    read('key', { privateKey: `${bareKey(keys.app.privateKeyPem).slice(0, 300)}`, alipayPublicKey: 'SECRET-TEXT' }),
  );
  expect(text).not.toContain('SECRET-TEXT');
  expect(text).not.toContain(bareKey(keys.app.privateKeyPem).slice(50, 90));
});
