// 密钥与证书的文字常丢了换行：DER 没坏就照样读；两家渠道、每一个键、每一种写法都试一遍。
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { DevelopmentKeys } from '../../local/keys';
import { keysAt } from '../keys';
import { alipaySections } from '../../local/gateways/alipay/account';
import { wxpaySections } from '../../local/gateways/wxpay/account';
import { readAlipayCredentials } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/credentials';
import type { CredentialsResult } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/credentials';
import { readWxpayCredentials } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/credentials';

const SHAPES: Readonly<Record<string, (pem: string) => string | Buffer>> = {
  'as it is': (pem) => pem,
  'breaks written as backslash n': (pem) => pem.replace(/\n/g, '\\n'),
  'breaks written as backslash r backslash n': (pem) => pem.replace(/\n/g, '\\r\\n'),
  'breaks turned into spaces': (pem) => pem.replace(/\n/g, ' '),
  'one line with header and footer': (pem) => pem.replace(/\n/g, ''),
  bare: (pem) => pem.replace(/-----[^-]+-----|\s/g, ''),
  'bare, wrapped': (pem) => pem.replace(/-----[^-]+-----\n?/g, ''),
  indented: (pem) => pem.replace(/^/gm, '    '),
  'only carriage returns': (pem) => pem.replace(/\n/g, '\r'),
  'Windows breaks and a mark in front': (pem) => `\ufeff${pem.replace(/\n/g, '\r\n')}`,
  'in quotation marks': (pem) => `"${pem.replace(/\n/g, '\\n')}"`,
  'as bytes': (pem) => Buffer.from(pem),
  'breaks escaped twice': (pem) => pem.replace(/\n/g, '\\\\n'),
  'copied from a page, with letters nobody sees': (pem) => `\u2060${pem.replace(/\n/g, '\u200b\n')}`,
  'the whole file in base64 again': (pem) => Buffer.from(pem).toString('base64'),
  'with text before it': (pem) => `Bag Attributes\n    localKeyID: 01\n${pem}`,
};

let keys: DevelopmentKeys;
beforeAll(async () => {
  keys = await keysAt(Date.UTC(2026, 10, 23));
}, 60_000);

const noFile = (): string => {
  throw new Error('ENOENT');
};
const readWxpay = (patch: object): CredentialsResult<unknown> =>
  readWxpayCredentials({ ...wxpaySections(keys.wxpay, 'publicKey')['h5'], ...patch }, 'wxpay.h5', noFile);
const readAlipay =
  (mode: 'key' | 'certificate') =>
  (patch: object): CredentialsResult<unknown> =>
    readAlipayCredentials({ ...alipaySections(keys.alipay, mode)['h5'], ...patch }, 'alipay.h5', noFile);

const privatePem = (pem: string, type: 'pkcs8' | 'pkcs1'): string => String(createPrivateKey(pem).export({ format: 'pem', type }));
const publicPem = (pem: string, type: 'spki' | 'pkcs1'): string => String(createPublicKey(pem).export({ format: 'pem', type }));

/** 每家渠道的每一个键：名字，怎么读，它的标准 PEM。 */
const KEYS: readonly (readonly [string, (patch: object) => CredentialsResult<unknown>, string, () => string])[] = [
  ['wxpay merchant key, PKCS#8', readWxpay, 'appPrivateKeyContent', () => privatePem(keys.wxpay.merchant.privateKeyPem, 'pkcs8')],
  ['wxpay merchant key, PKCS#1', readWxpay, 'appPrivateKeyContent', () => privatePem(keys.wxpay.merchant.privateKeyPem, 'pkcs1')],
  ['wxpay merchant certificate', readWxpay, 'appCertContent', () => keys.wxpay.merchant.certificatePem],
  ['wxpay public key, SPKI', readWxpay, 'wxpayPublicKeyContent', () => publicPem(keys.wxpay.platform.publicKeys[0]!.publicKeyPem, 'spki')],
  [
    'wxpay public key, PKCS#1',
    readWxpay,
    'wxpayPublicKeyContent',
    () => publicPem(keys.wxpay.platform.publicKeys[0]!.publicKeyPem, 'pkcs1'),
  ],
  ['alipay app key, PKCS#8', readAlipay('key'), 'privateKey', () => privatePem(keys.alipay.app.privateKeyPem, 'pkcs8')],
  ['alipay app key, PKCS#1', readAlipay('certificate'), 'privateKey', () => privatePem(keys.alipay.app.privateKeyPem, 'pkcs1')],
  ['alipay public key, SPKI', readAlipay('key'), 'alipayPublicKey', () => publicPem(keys.alipay.alipay.publicKeyPem, 'spki')],
  ['alipay public key, PKCS#1', readAlipay('key'), 'alipayPublicKey', () => publicPem(keys.alipay.alipay.publicKeyPem, 'pkcs1')],
  ['alipay app certificate', readAlipay('certificate'), 'appCertContent', () => keys.alipay.app.certificatePem],
  ['alipay certificate with its issuer', readAlipay('certificate'), 'alipayPublicCertContent', () => keys.alipay.alipay.certificatePem],
  ['alipay roots, three in a file', readAlipay('certificate'), 'alipayRootCertContent', () => keys.alipay.root.certificatePem],
];
const CASES = KEYS.flatMap(([name, read, key, pem]) =>
  Object.entries(SHAPES).map(([shape, wrap]) => [name, shape, read, key, pem, wrap] as const),
);

test.each(CASES)('%s, %s', (_name, _shape, read, key, pem, wrap) => {
  const plain = read({});
  const wrapped = read({ [key]: wrap(pem()) });
  if (!plain.ok || !wrapped.ok) throw new Error(JSON.stringify([plain, wrapped]));
  // 读成的是同一把密钥、同一个序列号。
  expect(wrapped.keys.map(({ fingerprint }) => fingerprint)).toEqual(plain.keys.map(({ fingerprint }) => fingerprint));
  expect(JSON.stringify(wrapped.credentials)).toBe(JSON.stringify(plain.credentials));
});

test.each(KEYS.filter(([name]) => !name.includes('issuer') && !name.includes('roots')))(
  '%s, as the bytes of DER',
  (_name, read, key, pem) => {
    const plain = read({});
    const bytes = read({ [key]: Buffer.from(pem().replace(/-----[^-]+-----|\s/g, ''), 'base64') });
    if (!plain.ok || !bytes.ok) throw new Error(JSON.stringify([plain, bytes]));
    expect(bytes.keys.map(({ fingerprint }) => fingerprint)).toEqual(plain.keys.map(({ fingerprint }) => fingerprint));
  },
);

test('a private key where a public one belongs, and the other way round, is named by both providers', () => {
  const problemsOf = (result: CredentialsResult<unknown>): string =>
    result.ok ? '' : result.problems.map(({ problem }) => problem).join();
  const [wxKey, aliKey] = [keys.wxpay.merchant.privateKeyPem, keys.alipay.app.privateKeyPem];
  expect(problemsOf(readWxpay({ wxpayPublicKeyContent: wxKey }))).toContain('放成了私钥，应为微信支付公钥');
  expect(problemsOf(readWxpay({ appPrivateKeyContent: publicPem(wxKey, 'spki') }))).toContain('放成了公钥，应为商户 API 私钥');
  expect(problemsOf(readAlipay('key')({ alipayPublicKey: aliKey }))).toContain('放成了私钥，应为支付宝公钥');
  expect(problemsOf(readAlipay('key')({ privateKey: publicPem(aliKey, 'spki') }))).toContain('放成了公钥，应为应用私钥');
  expect(problemsOf(readAlipay('certificate')({ appCertContent: aliKey }))).toContain('放成了私钥，应为应用公钥证书');
});

test('every certificate says when it expires', () => {
  const named = (result: CredentialsResult<unknown>): string[] => (result.ok ? (result.expiring ?? []).map(({ path }) => path) : []);
  expect(named(readWxpay({}))).toEqual(['wxpay.h5.appCertContent']);
  expect(named(readAlipay('key')({}))).toEqual([]);
  expect(named(readAlipay('certificate')({})).sort()).toEqual([
    'alipay.h5.alipayPublicCertContent',
    'alipay.h5.alipayRootCertContent',
    'alipay.h5.appCertContent',
  ]);
});

test('a text that cannot be mended says what is wrong with its shape', () => {
  const good = keys.wxpay.merchant.privateKeyPem;
  const problemOf = (text: string): string => {
    const result = readWxpay({ appPrivateKeyContent: text });
    return result.ok ? '' : (result.problems[0]?.problem ?? '');
  };
  expect(problemOf(good.replace(/-----END[^-]+-----/, ''))).toContain('没有成对');
  expect(problemOf(good.replace('-----BEGIN', '--BEGIN'))).toContain('没有成对');
  expect(problemOf(good.replace(/\n[^\n]+\n-----END/, '\n-----END'))).toContain('不完整');
  expect(problemOf(good.replace(/M/g, '*'))).toContain('缺了或多了字符');
  expect(problemOf('/keys/apiclient_key.pem')).toContain('不是有效的 PEM');
});

/** 每一种弄坏的法子，与说法里必须有的字。 */
const DAMAGED: Readonly<Record<string, readonly [(pem: string) => string | Buffer, string]>> = {
  'without its last line': [(pem) => pem.replace(/-----END[^-]+-----\s*$/, ''), '没有成对'],
  'with a header cut short': [(pem) => pem.replace('-----BEGIN', '--BEGIN'), '没有成对'],
  'with a line missing': [(pem) => pem.replace(/\n[^\n]+\n-----END/, '\n-----END'), '不完整'],
  'with strange characters': [(pem) => pem.replace(/M/g, '*'), '缺了或多了字符'],
  'cut in half, bare': [(pem) => pem.replace(/-----[^-]+-----|\s/g, '').slice(0, 200), ''],
  'only a path, in the place of the content': [() => '/keys/apiclient_key.pem', '不是有效的 PEM'],
  'a certificate bundle with a password': [() => Buffer.from('308201000201033081fa', 'hex'), ''],
  'a key with a password': [
    () => '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----',
    '加了密码',
  ],
};
test.each(
  KEYS.flatMap(([name, read, key, pem]) => Object.entries(DAMAGED).map(([how, damage]) => [name, how, read, key, pem, damage] as const)),
)('%s, %s: said at its own key, with what belongs there', (_name, _how, read, key, pem, [damage, words]) => {
  const result = read({ [key]: damage(pem()) });
  if (result.ok) throw new Error('读成了');
  const said = result.problems.filter(({ path }) => path.endsWith(`.${key}`));
  expect(said).toHaveLength(1);
  expect(said[0]?.problem).toContain(words);
  expect(said[0]?.problem).toContain('应为');
  // 从不把密钥写进说法里
  expect(said[0]?.problem).not.toMatch(/[A-Za-z0-9+/]{40}/);
});

/** 给路径的：文件里写成什么样都一样。 */
const pathKeyOf = (key: string): string => `${key.replace(/Content$/, '')}Path`;
test.each(KEYS.flatMap(([name, , key, pem]) => Object.entries(SHAPES).map(([shape, wrap]) => [name, shape, key, pem, wrap] as const)))(
  '%s, %s, in a file',
  (name, _shape, key, pem, wrap) => {
    const file = String(wrap(pem()));
    const read = (patch: object, text: () => string): CredentialsResult<unknown> =>
      name.startsWith('wxpay')
        ? readWxpayCredentials({ ...wxpaySections(keys.wxpay, 'publicKey')['h5'], ...patch }, 'wxpay.h5', text)
        : readAlipayCredentials(
            { ...alipaySections(keys.alipay, /public key/.test(name) || /PKCS#8/.test(name) ? 'key' : 'certificate')['h5'], ...patch },
            'alipay.h5',
            text,
          );
    const plain = read({}, noFile);
    const inFile = read({ [key]: undefined, [pathKeyOf(key)]: '/keys/file.pem' }, () => file);
    if (!plain.ok || !inFile.ok) throw new Error(JSON.stringify([plain, inFile]));
    expect(inFile.keys.map(({ fingerprint }) => fingerprint)).toEqual(plain.keys.map(({ fingerprint }) => fingerprint));
    expect(JSON.stringify(inFile.credentials)).toBe(JSON.stringify(plain.credentials));
  },
);
