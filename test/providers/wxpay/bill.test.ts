// 对账单的下载（docs/protocols/wxpay.md §2.8）：文件没有签名，应答里的 SHA-1 就是它的签名，算在解压后的字节上；对不上就不信。
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { BillDownload } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/bill';
import type { GatewayResponse } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { createStub, type Stub } from './stub-gateway';

let stub: Stub;
beforeEach(() => {
  stub = createStub();
});

const TEXT = '交易时间,商户订单号\r\n`2026-11-01 10:00:00,`A1001\r\n';
const DATE = '2026-11-01';
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');
const ADDRESS = { download_url: 'https://gateway.test/v3/billdownload/file?token=t1', hash_type: 'SHA1', hash_value: sha1(TEXT) };

interface Served {
  readonly answer?: object;
  readonly file?: Buffer;
  readonly status?: number;
}
function serve({ answer = ADDRESS, file = gzipSync(TEXT), status = 200 }: Served = {}): void {
  stub.script = ({ url }): GatewayResponse =>
    url.includes('/billdownload/') ? { status, headers: {}, body: '', bytes: file } : stub.answer(200, answer);
}

describe.each(['trade', 'fund'] as const)('the %s bill', (sort) => {
  const download = (): Promise<BillDownload> => {
    const { bill } = stub.provider;
    const source = sort === 'fund' ? bill?.flow : bill;
    if (!source) throw new Error('没有账单');
    return source.download(stub.account(), DATE);
  };

  test('the very file of the answer is read, decompressed; both requests are signed', async () => {
    serve();
    const found = await download();
    expect(found.state).toBe('ready');
    const chunks: Uint8Array[] = [];
    if (found.state === 'ready') for await (const chunk of found.chunks()) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString('utf8')).toBe(TEXT);
    expect(stub.requests.map((request) => stub.verifyAuthorization(request))).toEqual([true, true]);
  });

  test.each([
    ['one line less', TEXT.slice(0, TEXT.indexOf('`'))],
    ['one digit changed', TEXT.replace('A1001', 'A1002')],
    ['nothing', ''],
  ])('another file than that of the hash is not believed: %s', async (_name, text) => {
    serve({ file: gzipSync(text) });
    await expect(download()).rejects.toMatchObject({ code: 40002, outcome: 'unknown' });
  });

  test('a file that was cut on the way, and one that did not come, are asked for again', async () => {
    serve({ file: gzipSync(TEXT).subarray(0, 20) });
    await expect(download()).rejects.toMatchObject({ code: 40004, outcome: 'unknown' });
    serve({ status: 502 });
    await expect(download()).rejects.toMatchObject({ code: 40004, outcome: 'unknown' });
  });

  test.each([
    ['no hash', { download_url: ADDRESS.download_url, hash_type: 'SHA1' }],
    ['a hash of another kind', { ...ADDRESS, hash_type: 'MD5' }],
    ['no address', { hash_type: 'SHA1', hash_value: ADDRESS.hash_value }],
  ])('no hash, no bill: %s', async (_name, answer) => {
    serve({ answer });
    await expect(download()).rejects.toMatchObject({ code: 40002, outcome: 'unknown' });
    expect(stub.requests).toHaveLength(1);
  });
});
