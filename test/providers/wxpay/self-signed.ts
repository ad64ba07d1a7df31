// 测试用的最小 X.509 自签证书（DER 手写）：序列号与有效期由测试指定，不需要任何依赖。
import { sign, type KeyObject } from 'node:crypto';

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
function positiveInteger(hex: string): Buffer {
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}
const generalizedTime = (at: number): Buffer => der(0x18, Buffer.from(`${new Date(at).toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`));

const SHA256_WITH_RSA = sequence(Buffer.from('06092a864886f70d01010b', 'hex'), Buffer.from('0500', 'hex'));
const NAME = sequence(der(0x31, sequence(Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('stub')))));
const VERSION_3 = der(0xa0, positiveInteger('02'));

/** @param serial 十六进制 @param notBefore 毫秒 @param notAfter 毫秒 */
export function selfSigned(
  keys: { privateKey: KeyObject; publicKey: KeyObject },
  serial: string,
  notBefore: number,
  notAfter: number,
): string {
  const body = sequence(
    VERSION_3,
    positiveInteger(serial),
    SHA256_WITH_RSA,
    NAME,
    sequence(generalizedTime(notBefore), generalizedTime(notAfter)),
    NAME,
    keys.publicKey.export({ format: 'der', type: 'spki' }),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, keys.privateKey));
  const text = sequence(body, SHA256_WITH_RSA, signature)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${text}-----END CERTIFICATE-----\n`;
}
