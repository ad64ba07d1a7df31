// docs/protocols/alipay.md §3：本地生成的证书链真能验到根，序列号的算法对公布的真文件也成立，根证书文件里有必须跳过的那张。
import { X509Certificate } from 'node:crypto';
import vectors from '../../vectors/alipay.json';
import { certificateSn, rootCertificateSn, splitCertificates } from '../../../local/gateways/alipay/certificate-sn';
import { testKeys } from './workbench';

const { certs, cert_sn } = vectors;
/** 一个文件的全部证书，次序不变 */
const fileOf = ({ pem }: { pem: readonly string[] }): string => pem.join('\n');
const parsed = (pem: string): X509Certificate[] => splitCertificates(pem).map((one) => new X509Certificate(one));

test('the published files of the gateway get their published serial numbers', () => {
  expect(certificateSn(fileOf(certs.app_cert))).toBe(cert_sn.app_cert.expect);
  expect(certificateSn(fileOf(certs.alipay_cert))).toBe(cert_sn.alipay_cert.expect);
  // 四张里有一张国密、一张 ECDSA，都不算。
  expect(rootCertificateSn(fileOf(certs.root_bundle))).toBe(cert_sn.root_bundle.expect);
});

test('of a file with two certificates the first one counts', () => {
  const file = fileOf(certs.sandbox_alipay_cert);
  expect(splitCertificates(file)).toHaveLength(2);
  expect(certificateSn(file)).toBe(certificateSn(splitCertificates(file)[0] ?? ''));
});

test('the application and the gateway certificate lead through one authority to the first root', async () => {
  const keys = await testKeys();
  const [leaf, authority] = parsed(keys.alipay.certificatePem) as [X509Certificate, X509Certificate];
  const [app] = parsed(keys.app.certificatePem) as [X509Certificate];
  const [root] = parsed(keys.root.certificatePem) as [X509Certificate];
  for (const own of [leaf, app]) expect([own.verify(authority.publicKey), own.issuer, own.ca]).toEqual([true, authority.subject, false]);
  expect([authority.verify(root.publicKey), authority.issuer, authority.ca]).toEqual([true, root.subject, true]);
  expect(leaf.publicKey.export({ type: 'spki', format: 'pem' })).toBe(keys.alipay.publicKeyPem);
  expect(app.publicKey.export({ type: 'spki', format: 'pem' })).toBe(keys.app.publicKeyPem);
});

test('the root file holds three self-signed roots, the second signed with ECDSA and left out of the number', async () => {
  const { root } = await testKeys();
  const roots = parsed(root.certificatePem);
  expect(roots.map((one) => [one.verify(one.publicKey), one.publicKey.asymmetricKeyType])).toEqual([
    [true, 'rsa'],
    [true, 'ec'],
    [true, 'rsa'],
  ]);
  const [first, skipped, third] = splitCertificates(root.certificatePem).map(certificateSn);
  expect(root.certificateSn).toBe(`${first}_${third}`);
  expect(root.certificateSn).not.toContain(skipped);
});
