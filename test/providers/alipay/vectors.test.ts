// 公布的测试向量（test/vectors/alipay.json）：签名、验签、证书 SN、外壳拆解、通知、return_url 逐条通过。
import { X509Certificate, type KeyObject } from 'node:crypto';
import vectors from '../../vectors/alipay.json';
import type { AlipayAccount } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/account';
import { readAnswer } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/client';
import { openEnvelope } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/envelope';
import {
  certificateSn,
  chainOf,
  rootCertificateSn,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/certificates';
import {
  readCertificates,
  readPrivateKey as privateKeyFrom,
  readPublicKey as publicKeyFrom,
  type KeyResult,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/keys';
import { readReturnUrl } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/return-url';
import {
  signRequest,
  stringToSign,
  verifyNotice,
  verifyText,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/sign';
import { encodeForm, parseForm } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/form';

function valueOf<T>(result: KeyResult<T>): T {
  if (!result.ok) throw new Error(result.problem);
  return result.value;
}
const readPrivateKey = (text: string): KeyObject => valueOf(privateKeyFrom(text, '私钥'));
const readPublicKey = (text: string): KeyObject => valueOf(publicKeyFrom(text, '公钥'));
const certificatesIn = (text: string): readonly X509Certificate[] => valueOf(readCertificates(text, '证书'));
const readFirstCertificate = (text: string): X509Certificate => certificatesIn(text)[0] as X509Certificate;

/** 按 `keys.a.b` / `certs.a.pem[0]` 这样的路径取向量里的文字。 */
function at(path: string): string {
  return path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], vectors) as string;
}
const certificateText = (path: string): string => at(path);
function verificationKey(row: { cert?: string; public_key?: string }): KeyObject {
  return row.cert ? new X509Certificate(certificateText(row.cert)).publicKey : readPublicKey(at(row.public_key as string));
}

test.each(vectors.key_format_detection)('a $type private key is recognised by its DER structure', ({ b64 }) => {
  expect(readPrivateKey(at(b64)).asymmetricKeyDetails?.modulusLength).toBe(2048);
});

test('certificate serial numbers match the published ones', () => {
  expect(certificateSn(readFirstCertificate(at('certs.app_cert.pem[0]')))).toBe(vectors.cert_sn.app_cert.expect);
  expect(certificateSn(readFirstCertificate(at('certs.alipay_cert.pem[0]')))).toBe(vectors.cert_sn.alipay_cert.expect);
  expect(certificateSn(readFirstCertificate(vectors.certs.sandbox_alipay_cert.pem.join('\n')))).toBe(
    vectors.cert_sn.sandbox_alipay_cert.expect,
  );
  expect(rootCertificateSn(certificatesIn(vectors.certs.root_bundle.pem.join('\n')))).toBe(vectors.cert_sn.root_bundle.expect);
});

// 生产环境的两张都不带中级证书；沙箱的由另一套根签发。
test('published certificates chain to the published roots, those of the sandbox do not', () => {
  const roots = certificatesIn(vectors.certs.root_bundle.pem.join('\n'));
  const chain = (pem: string) => chainOf(readFirstCertificate(pem), certificatesIn(pem), roots);
  expect([chain(at('certs.app_cert.pem[0]')), chain(at('certs.alipay_cert.pem[0]'))]).toEqual(['trusted', 'trusted']);
  expect(chain(vectors.certs.sandbox_alipay_cert.pem.join('\n'))).toBe('foreign');
});

test.each(vectors.request_sign)('request signature: $name', (row) => {
  const params = Object.fromEntries(
    Object.entries(row.params as Record<string, unknown>).map(([key, value]) => [key, String(value ?? '')]),
  );
  expect(stringToSign(params, ['sign'])).toBe(row.string_to_sign);
  expect(signRequest(params, readPrivateKey(at(row.private_key)))).toBe(row.sign);
});

test('the order string of app.pay equals the published encoding as a set of pairs', () => {
  const row = vectors.request_sign.find((item) => 'order_string' in item) as unknown as {
    params: Record<string, string>;
    sign: string;
    order_string: string;
  };
  const ours = encodeForm({ ...row.params, sign: row.sign })
    .split('&')
    .sort();
  expect(ours).toEqual(row.order_string.split('&').sort());
});

test.each(vectors.response_verify)('response: $name ($method)', (row) => {
  const envelope = openEnvelope(row.raw_body, row.method);
  const key = verificationKey(row as { cert?: string; public_key?: string });
  const signature = envelope?.sign;
  const valid =
    envelope !== undefined &&
    signature !== undefined &&
    (verifyText(envelope.content, signature, key) ||
      ('needs_slash_fallback' in row && verifyText(envelope.content.replace(/\\\//g, '/'), signature, key)));
  expect(valid).toBe(row.valid);
  if (row.valid) expect(envelope?.content).toBe(row.signed_content);
});

function accountWith(key: KeyObject, appid = 'any'): AlipayAccount {
  return {
    provider: 'alipay',
    platform: 'h5',
    pid: 'default',
    appid,
    mchid: '',
    gatewayUrl: 'https://gateway',
    notifyUrl: 'https://notify',
    timeoutMs: 1000,
    credentials: { privateKey: key, alipayKey: key },
  };
}

test.each(vectors.response_verify.filter((row) => 'reject' in row))('never trusted: $name', (row) => {
  const account = accountWith(verificationKey(row as { public_key?: string }));
  expect(() => readAnswer(account, 'query', row.method, { status: 200, headers: {}, body: row.raw_body })).toThrow(
    expect.objectContaining({ outcome: 'unknown' }),
  );
});

test('the slash fallback is part of reading an answer', () => {
  const row = vectors.response_verify.find((item) => 'needs_slash_fallback' in item) as (typeof vectors.response_verify)[number];
  const account = accountWith(verificationKey(row as { public_key?: string }));
  expect(readAnswer(account, 'query', row.method, { status: 200, headers: {}, body: row.raw_body })).toMatchObject({ code: '10000' });
});

test('an envelope with spaces and an inner sign is cut at the right place', () => {
  const [row] = vectors.response_extract;
  expect(openEnvelope(row!.raw_body, row!.method)?.content).toBe(row!.content);
});

test.each(vectors.notify)('notice: $name', (row) => {
  const params = parseForm(row.raw_body);
  const key = verificationKey(row as { cert?: string; public_key?: string });
  expect(params.joined(['sign', 'sign_type'], true).bytes.toString('utf8')).toBe(row.string_to_verify);
  expect(verifyNotice(params, key)).toBe(row.valid);
});

test.each(vectors.return_url)('return_url verifies and a changed one does not', (row) => {
  const account = accountWith(new X509Certificate(certificateText(row.cert)).publicKey, parseForm(row.query).get('app_id'));
  expect(readReturnUrl(account, `?${row.query}`)?.out_trade_no).toBe(parseForm(row.query).get('out_trade_no'));
  expect(readReturnUrl(account, row.query.replace('total_amount=0.01', 'total_amount=0.02'))).toBeUndefined();
});
