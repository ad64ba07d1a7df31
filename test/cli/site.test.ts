// H5 站点：文字压缩后发送；带内容指纹的文件一直缓存，其余每次核对；启动之后磁盘上的站点换了也不影响正在运行的。
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { rawRequest, type RawAnswer } from './raw-request';
import { temporaryFolder, useStack } from './stack-opening';

const folder = temporaryFolder();
const page = `<!doctype html><title>站点</title>${'<p>文字</p>'.repeat(200)}`;
const script = `console.log(${JSON.stringify('x'.repeat(5000))})`;
const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, ...new Array<number>(3000).fill(7)]);
mkdirSync(join(folder.path, 'assets'));
writeFileSync(join(folder.path, 'index.html'), page);
writeFileSync(join(folder.path, 'assets/index-DzmyCKd-.js'), script);
writeFileSync(join(folder.path, 'picture.png'), picture);
afterAll(() => folder.remove());

const stack = useStack({ siteDir: folder.path });
const get = (path: string, headers: Record<string, string> = {}): Promise<RawAnswer> => rawRequest(`${stack().url}${path}`, { headers });
const compressed = async (path: string, accepted: string): Promise<[string | undefined, Buffer]> => {
  const { headers, body } = await get(path, { 'accept-encoding': accepted });
  return [headers['content-encoding'], body];
};

test('text is compressed in the way the browser prefers, pictures are not', async () => {
  const [br, brBody] = await compressed('/assets/index-DzmyCKd-.js', 'gzip, deflate, br');
  expect([br, brotliDecompressSync(brBody).toString()]).toEqual(['br', script]);
  const [gzip, gzipBody] = await compressed('/', 'gzip');
  expect([gzip, gunzipSync(gzipBody).toString()]).toEqual(['gzip', page]);
  expect(gzipBody.length).toBeLessThan(page.length / 4);
  expect(await compressed('/picture.png', 'gzip, br')).toEqual([undefined, picture]);
  expect((await compressed('/', 'br;q=0'))[0]).toBeUndefined();
});

test('fingerprinted files are kept for good, the rest is asked again and answered without a body', async () => {
  expect((await get('/assets/index-DzmyCKd-.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const { headers } = await get('/');
  expect(headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8', vary: 'Accept-Encoding' });
  expect(await get('/', { 'if-none-match': String(headers.etag) })).toMatchObject({ status: 304, text: '' });
  expect((await get('/picture.png')).headers['cache-control']).toBe('no-cache');
});

test('what is not there is not found, and no path leads out of the site', async () => {
  for (const path of ['/nothing.js', '/assets/', '/../package.json', '/%2e%2e/package.json'])
    expect([path, (await get(path)).status]).toEqual([path, 404]);
});

test('a site that is rebuilt or deleted does not disturb the one that runs', async () => {
  rmSync(folder.path, { recursive: true });
  expect((await get('/')).text).toBe(page);
});
