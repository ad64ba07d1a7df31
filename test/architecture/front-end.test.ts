// 前端的房子：几间屋子的上下、演示商店与产品分开、没有循环引用、没有谁都到不了的文件。
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cycles, importsOf, reachable, ROOT, sources, violations } from './module-graph';

const PRODUCT = ['pages', 'components', 'common/client'];
const FRONT_END = [...PRODUCT, 'demo', 'App.vue', 'main.ts'];

/** pages.json 登记的页面就是文件。 */
const PAGES = (JSON.parse(readFileSync(join(ROOT, 'pages.json'), 'utf8')) as { pages: { path: string }[] }).pages.map(
  ({ path }) => `${path}.vue`,
);
/** 没有人用 import 引用、但确实会被用到的入口。 */
const ENTRIES = [
  'main.ts',
  'App.vue',
  // vite.config.ts：没有官方插件时 vk-client 的别名；带模拟器的构建在入口引入的演示工具
  'common/client/shell/vk/index.ts',
  'demo/set-up.ts',
];

test('the front end imports only common/, its own files, uni-app, the HMAC of crypto-js and parts of ECharts', () => {
  const charts = ['charts', 'components', 'core', 'renderers'].map((part) => `echarts/${part}`);
  const libraries = ['vue', '@dcloudio/uni-app', 'vk-client', 'crypto-js/hmac-sha256', ...charts];
  const own = ['common/', 'components/', 'pages/'];
  const allowed = (target: string): boolean =>
    own.some((folder) => target.startsWith(folder)) || target === 'app.config.js' || libraries.includes(target);
  expect(violations(PRODUCT, allowed)).toEqual([]);
});

test('the pages never load the validation library: what the server checks is not shipped to phones', () => {
  const loaded = [...reachable([...PAGES, ...ENTRIES], { types: false })].filter((file) => /\.(ts|vue)$/.test(file));
  expect(loaded.filter((file) => importsOf(file, { types: false }).includes('valibot'))).toEqual([]);
});

test('only one file of the product reads where the pages of the merchant are', () => {
  const readers = PRODUCT.flatMap(sources).filter((file) => importsOf(file).includes('app.config.js'));
  expect(readers).toEqual(['common/client/shell/config.ts']);
});

test('nothing outside the demonstration shop imports it or names its pages', () => {
  const outside = [...PRODUCT, 'App.vue', 'main.ts', 'common/contract', 'uniCloud-aliyun', 'local'];
  expect(violations(outside, (target) => !target.startsWith('demo/'))).toEqual([]);
  const naming = PRODUCT.flatMap(sources).filter((file) => /demo\/|loginDemo|演示/.test(readFileSync(join(ROOT, file), 'utf8')));
  expect(naming).toEqual([]);
});

/** 上面的屋子可以引用下面的，反过来不行；同一层的也不行。 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  // 词目在最底下：谁都要说话
  words: [],
  shell: ['words'],
  pay: ['words', 'shell'],
  refunds: ['words', 'shell', 'pay'],
  orders: ['words', 'shell', 'pay', 'refunds'],
  // 收款：借公众号的桥拉起确认页
  transfers: ['words', 'shell', 'pay'],
  // 图：只知道一张图说什么，不知道是谁的数
  charts: ['words', 'shell'],
  staff: ['words', 'shell', 'pay', 'orders', 'refunds', 'charts'],
};

test('the rooms of common/client stand on each other in one direction', () => {
  expect(readdirSync(join(ROOT, 'common/client')).sort()).toEqual(Object.keys(ROOMS).sort());
  for (const [room, below] of Object.entries(ROOMS)) {
    const floors = [
      'common/contract',
      'vue',
      'crypto-js/hmac-sha256',
      '@dcloudio/uni-app',
      'app.config.js',
      ...(room === 'charts' ? ['echarts/'] : []),
      ...[room, ...below].map((name) => `common/client/${name}/`),
    ];
    expect(violations([`common/client/${room}`], (target) => floors.some((floor) => target.startsWith(floor)))).toEqual([]);
  }
});

test('no import cycle in the front end', () => {
  expect(cycles(FRONT_END.flatMap(sources))).toEqual([]);
});

test('no file of the front end is out of reach', () => {
  const seen = reachable([...PAGES, ...ENTRIES]);
  const rest = FRONT_END.flatMap(everything).filter((file) => !seen.has(file));
  expect(rest).toEqual([]);
});

/** 连样式与图片在内的全部文件。 */
function everything(path: string): string[] {
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(join(ROOT, path), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? everything(join(path, entry.name)) : [join(path, entry.name)],
  );
}
