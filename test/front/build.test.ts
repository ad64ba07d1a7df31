// docs/invariants.md §4：测试接口与模拟器不在正式构建里：读 H5 正式产物；付款页面也不向第三方发请求。
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { builtPages, filesUnder, textOf } from './built-pages';
import { SPACE_ID } from '../../local/stack/space';
import { officialModule } from '../../scripts/framework';
import { buildPages, SAME_ORIGIN } from '../../scripts/build-pages';

let dist: string;
let text: string;
beforeAll(async () => {
  dist = await builtPages('h5', SAME_ORIGIN, false);
  text = textOf(dist);
}, 240_000);

test.each(['演示用户', '模拟手机', '模拟器', '/simulator/', '不需要密码'])('a normal build does not contain 「%s」', (words) => {
  expect(text).not.toContain(words);
});

test('a normal build still contains the pages', () => {
  for (const words of ['确认支付', '结果确认中', '我的订单']) expect(text).toContain(words);
});

test('requests go to the origin of the page', () => {
  expect(text).toContain(SPACE_ID);
  expect(text).toMatch(/endpoint\\?":\\?"\.\\?"/);
});

test('no telemetry and no remote decoration is bundled', () => {
  expect(text).not.toContain('tongji-collector');
  expect(text).not.toMatch(/url\(["']?https?:/);
});

test('the chart library is a chunk of its own, which nothing fetches before a chart is drawn', () => {
  const scripts = filesUnder(dist).filter((file) => /\.(?:js|html)$/.test(file));
  const texts = new Map(scripts.map((file) => [basename(file), readFileSync(file, 'utf8')]));
  const holding = [...texts].flatMap(([name, code]) => (code.includes('_echarts_instance_') ? [name] : []));
  expect(holding).toHaveLength(1);
  const [library = ''] = holding;
  const naming = [...texts].filter(([name, code]) => name !== library && code.includes(library));
  const deferred = naming.filter(
    ([, code]) => code.includes(`import("./${library}")`) && !new RegExp(`(?:from|import)\\s*"\\./${library}`).test(code),
  );
  expect(naming.map(([name]) => name.split('.')[0])).toEqual(deferred.map(([name]) => name.split('.')[0]));
  expect(deferred).toHaveLength(1);
});

/**
 * 收银台的第一眼在网络上的大小（docs/pages.md「快」）；test/browser/first-view.test.ts 量的是给开发用的站点。
 * 官方的 vk-unicloud 客户端比替身大一截，那一截不是我们写的。
 */
const MOST_FIRST_VIEW_BYTES = officialModule('vk-unicloud') ? 155_000 : 140_000;
const sentBytes = (body: Buffer): number => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length;

test('what the checkout needs at once stays light', () => {
  const first = filesUnder(dist).filter((file) => /^(?:index-|framework\.|vk-pay\.).*\.js$/.test(basename(file)));
  expect(first.map((file) => basename(file).split(/[-.]/)[0]).sort()).toEqual(['framework', 'index', 'vk']);
  const bytes = first.reduce((sum, file) => sum + sentBytes(readFileSync(file)), 0);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThanOrEqual(MOST_FIRST_VIEW_BYTES);
});

/** 付款人的浏览器一打开就要的全部脚本，压得最差的 gzip 也算；官方的客户端也在内。 */
const MOST_SENT_BYTES = officialModule('vk-unicloud') ? 190_000 : 157_000;

test('all the scripts a payer loads for the first view stay under 200 KB, also with gzip', () => {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const names = [...new Set([...html.matchAll(/(?:src|href)="[^"]*?(assets\/[^"]+\.js)"/g)].map(([, name = '']) => name))];
  expect(names.map((name) => basename(name).split(/[-.]/)[0]).sort()).toEqual(['cloud', 'framework', 'index', 'vk']);
  const bytes = names.reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, name))).length, 0);
  expect(bytes).toBeLessThanOrEqual(MOST_SENT_BYTES);
});

test('a mini program refuses an endpoint it cannot resolve', async () => {
  await expect(buildPages({ platform: 'mp-weixin', endpoint: SAME_ORIGIN, simulator: false })).rejects.toThrow('endpoint');
});
