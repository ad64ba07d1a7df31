// docs/protocols/wxpay.md §1.7：认证标签恰好 16 字节。只带着真标签开头几个字节的，猜中它只要几十亿次，一律不收。
import { createCipheriv } from 'node:crypto';
import { openResource } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/decrypt';

const key = Buffer.from('0123456789abcdef0123456789abcdef');
const resource = (ciphertext: Buffer) => ({
  algorithm: 'AEAD_AES_256_GCM',
  nonce: '0123456789ab',
  associated_data: 'transaction',
  ciphertext: ciphertext.toString('base64'),
});
function seal(text: string): { readonly body: Buffer; readonly tag: Buffer } {
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.from('0123456789ab'));
  cipher.setAAD(Buffer.from('transaction'));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { body, tag: cipher.getAuthTag() };
}

test('the whole tag opens it, also when there is nothing inside', () => {
  for (const text of ['', '{"a":1}']) {
    const { body, tag } = seal(text);
    expect(openResource(resource(Buffer.concat([body, tag])), key).toString()).toBe(text);
  }
});

test.each([4, 8, 12, 13, 14, 15])('the first %i bytes of the true tag do not', (bytes) => {
  const { tag } = seal('');
  expect(() => openResource(resource(tag.subarray(0, bytes)), key)).toThrow(expect.objectContaining({ kind: 'CERTIFICATE' }));
});

test('one changed bit anywhere does not', () => {
  const { body, tag } = seal('{"a":1}');
  const whole = Buffer.concat([body, tag]);
  for (let at = 0; at < whole.length; at += 1) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] as number) ^ 1;
    expect(() => openResource(resource(changed), key)).toThrow(expect.objectContaining({ kind: 'CERTIFICATE' }));
  }
});
