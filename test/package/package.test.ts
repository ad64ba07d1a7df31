// README「放进已有的 vk 项目」：从一个空的 vk 项目开始，照插件的 readme 逐步做——装进去、编译、安装依赖、卖出一门课。
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, relative } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import ts from 'typescript';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { SAME_ORIGIN } from '../../scripts/build-pages';
import { ROOT } from '../../scripts/build-functions';
import { pack } from '../../scripts/pack';
import { useSite } from '../browser/browser';
import { filesUnder, textOf } from '../front/built-pages';
import { filesIn, typeIn } from '../projects/written';
import { CENTER, compile, emptyProject, functionFolders, upload } from './project';

const MINUTES = 60_000;
const space = (endpoint: string): object => ({
  provider: 'aliyun',
  id: SPACE_ID,
  spaceName: 'mine',
  spaceId: SPACE_ID,
  clientSecret: CLIENT_SECRET,
  endpoint,
});

const dir = mkdtempSync(join(tmpdir(), 'vk-pay-package-'));
const project = join(dir, 'my-shop');
const plugin = join(project, 'uni_modules/vk-pay');
/** 员工页面的分包 */
const STAFF = 'pages/staff';
let site = '';
const programs = { 'mp-weixin': '', 'mp-alipay': '' };

/** readme 里的步骤：复制样板、粘贴页面、打字。 */
function followReadme(): void {
  const readme = readFileSync(join(plugin, 'readme.md'), 'utf8');
  // 「已经有 uni-pay/config.js 的用自己的」：官方的配置中心带着一份填了一半的模板
  const config = join(project, CENTER, 'uni-pay/config.js');
  const kept = existsSync(config);
  cpSync(join(plugin, 'uni-config-center'), join(project, CENTER), { recursive: true, filter: (_from, to) => !(kept && to === config) });
  const entries = /```json\n(\{\n {2}"pages"[\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const file = join(project, 'pages.json');
  const own = JSON.parse(readFileSync(file, 'utf8')) as { pages: object[] };
  const { pages, subPackages } = JSON.parse(entries) as { pages: object[]; subPackages: object[] };
  writeFileSync(file, JSON.stringify({ ...own, pages: [...own.pages, ...pages], subPackages }));
  const written = filesIn(readme);
  expect(written).toHaveLength(5);
  expect(filesIn(readFileSync(join(plugin, 'readme.en.md'), 'utf8')).map(({ path, text }) => [path, text])).toEqual(
    written.map(({ path, text }) => [path, text]),
  );
  typeIn(written, project);
}

async function install(): Promise<void> {
  const packed = await pack(join(dir, 'packed'));
  await emptyProject(project);
  cpSync(packed, plugin, { recursive: true });
  followReadme();
  site = await compile(project, 'h5', space(SAME_ORIGIN));
  for (const platform of ['mp-weixin', 'mp-alipay'] as const)
    programs[platform] = await compile(project, platform, space('http://127.0.0.1:9099'));
}

beforeAll(install, 15 * MINUTES);
const { inBrowser, stack, open } = useSite(async () => ({ ...upload(project), siteDir: site }));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const files = (): string[] => filesUnder(plugin).map((path) => relative(plugin, path));
const read = (name: string): string => readFileSync(join(plugin, name), 'utf8');
/** 没有注释的 */
const code = (name: string): string => read(name).replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, '');

test('it has the layout of the plugin market, and what it depends on is named', () => {
  const about = JSON.parse(read('package.json')) as Record<string, unknown>;
  expect(about).toMatchObject({ id: 'vk-pay', version: JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version });
  expect(about['uni_modules']).toMatchObject({
    dependencies: ['uni-config-center', 'uni-id', 'vk-unicloud'],
    platforms: { cloud: { aliyun: 'y' }, client: { Vue: { vue3: 'y' } } },
  });
  for (const name of [
    'readme.md',
    'changelog.md',
    'license.md',
    'index.js',
    'index.d.ts',
    'styles/vk-pay.css',
    'roles/uni-id-roles.json',
    'roles/uni-id-permissions.json',
    'static/way-wxpay.svg',
  ])
    expect(existsSync(join(plugin, name))).toBe(true);
  expect(readdirSync(join(plugin, 'uniCloud/cloudfunctions')).sort()).toEqual(['common', 'monitor', 'pay-mailer', 'pay-notify', 'vk-pay']);
  expect(readdirSync(join(plugin, 'uniCloud/cloudfunctions/common')).sort()).toEqual(['payment-types', 'vk-pay-core']);
  const tables = readdirSync(join(ROOT, 'uniCloud-aliyun/database')).filter(
    (name) => !name.startsWith('demo_') && !name.includes('init_data'),
  );
  expect(readdirSync(join(plugin, 'uniCloud/database')).sort()).toEqual(tables.sort());
  const places = ['components', `${STAFF}/components`].flatMap((folder) => readdirSync(join(plugin, folder)));
  expect(places.sort()).toEqual(readdirSync(join(ROOT, 'components')).sort());
});

test('nothing has to be compiled but what every uni-app project compiles: no TypeScript, no scss', () => {
  expect(files().filter((name) => /(?<!\.d)\.ts$|\.scss$|\.tsx$/.test(name))).toEqual([]);
  const components = files().filter((name) => name.endsWith('.vue'));
  expect(components.filter((name) => /lang="(ts|scss)"|defineProps</.test(read(name)))).toEqual([]);
});

test("a project in TypeScript gets types: of the pages' addresses, and of order types", () => {
  const file = join(project, 'typed.ts');
  const lines = [
    "import { checkoutUrl } from './uni_modules/vk-pay';",
    "import type { PaymentType } from './uni_modules/vk-pay/uniCloud/cloudfunctions/common/vk-pay-core';",
    "export const url: string = checkoutUrl({ type: 'course', custom: { course_id: 'intro' } });",
    "export const course: PaymentType = { name: 'course', fulfil: async (order, { dao }) => dao.add('members', { _id: order.out_trade_no }) };",
    'export const wrong: number = checkoutUrl(1);',
  ];
  writeFileSync(file, lines.join('\n'));
  const program = ts.createProgram([file], {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    types: [],
  });
  const problems = program.getSemanticDiagnostics(program.getSourceFile(file));
  expect(problems.map(({ start = 0 }) => lines.join('\n').slice(0, start).split('\n').length)).toEqual([5, 5]);
});

test('nothing of the development tools, of the demo or of this repository is in it', () => {
  const words = [
    '__VK_PAY',
    'VK_PAY_SIMULATOR',
    'loginDemo',
    'demoAccount',
    '/simulator/',
    '演示用户',
    '模拟手机',
    '/pages/index/index',
    'BEGIN PRIVATE KEY',
    'demo_goods',
  ];
  const found = files()
    .filter((name) => !name.endsWith('changelog.md'))
    .flatMap((name) => words.filter((word) => code(name).includes(word)).map((word) => `${name} ${word}`));
  expect(found).toEqual([]);
});

test('every import, every icon and every page address leads into the plugin or to what a project has anyway', () => {
  const lost = files()
    .filter((name) => /\.(js|vue)$/.test(name) && !/^(uniCloud|uni-config-center)\//.test(name))
    .flatMap((name) => {
      const text = code(name);
      const imports = [...text.matchAll(/^(?:import|export|@import|<style src=)(?:[^'"]*from )?\s*['"]([^'"]+)['"]/gm)].map(
        (match) => match[1] as string,
      );
      const addresses = [...text.matchAll(/['"`]\/((?:uni_modules|static|pages)\/[\w./-]+)['"`]/g)].map(
        (match) => `@/${match[1] as string}`,
      );
      return [...imports, ...addresses].filter((target) => !leadsSomewhere(target, name)).map((target) => `${name} -> ${target}`);
    });
  expect(lost).toEqual([]);
});

function leadsSomewhere(target: string, from: string): boolean {
  if (['vue', '@dcloudio/uni-app', '@/app.config.js'].includes(target)) return true;
  const path = target.startsWith('@/')
    ? join(project, target.slice(2))
    : join(plugin, dirname(from), target.replace(/^\/uni_modules\/vk-pay\//, relative(join(plugin, dirname(from)), plugin) + '/'));
  return ['', '.js', '.vue', '/index.js'].some((ending) => existsSync(path + ending));
}

const NPM_INSTALL = ['install', '--install-links', '--offline', '--no-audit', '--no-fund', '--no-package-lock'] as const;
const WHAT_IS_THERE = `const { paymentTypes } = require('payment-types'); const core = require('vk-pay-core'); console.log(paymentTypes.map((type) => type.name).join(), typeof core.createMerchantPay)`;

const USUAL = ['vk-unicloud', 'vk-pay-core', 'uni-config-center'];
/** 与平常不同的 */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  'vk-pay': [...USUAL, 'payment-types', 'uni-id'],
  'pay-mailer': USUAL,
};

test.each(['vk-pay', 'pay-notify', 'pay-mailer', 'monitor'])(
  'npm install --install-links of %s succeeds offline, and what it requires is there',
  async (name) => {
    const folder = functionFolders(project).find((path) => path.endsWith(`/${name}`)) as string;
    await promisify(execFile)('npm', [...NPM_INSTALL], {
      cwd: folder,
    });
    const names = MODULES[name] ?? [...USUAL, 'payment-types'];
    expect(
      readdirSync(join(folder, 'node_modules'))
        .filter((entry) => !entry.startsWith('.'))
        .sort(),
    ).toEqual([...names].sort());
    if (names.includes('payment-types')) {
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', WHAT_IS_THERE], { cwd: folder });
      expect(stdout.trim()).toBe('course function');
    }
    rmSync(join(folder, 'node_modules'), { recursive: true });
  },
  2 * MINUTES,
);

test(
  'a cloud function of the project can pay, too, with the dependencies of the readme',
  async () => {
    const folder = join(project, 'uniCloud-aliyun/cloudfunctions/router');
    const file = join(folder, 'package.json');
    const about = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> };
    const added = /```json\n(\{\n {2}"vk-pay-core"[\s\S]*?)```/.exec(read('readme.md'))?.[1] ?? '';
    writeFileSync(file, JSON.stringify({ ...about, dependencies: { ...about.dependencies, ...(JSON.parse(added) as object) } }));
    await promisify(execFile)('npm', [...NPM_INSTALL], { cwd: folder });
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', WHAT_IS_THERE], { cwd: folder });
    expect(stdout.trim()).toBe('course function');
    rmSync(join(folder, 'node_modules'), { recursive: true });
  },
  2 * MINUTES,
);

test('an order type whose file requires something missing is told apart from having none', async () => {
  const common = join(plugin, 'uniCloud/cloudfunctions/common/payment-types');
  const load = async (index: string | undefined): Promise<{ stdout: string; stderr: string }> => {
    const other = join(dir, 'other');
    rmSync(other, { recursive: true, force: true });
    cpSync(common, join(other, 'payment-types'), { recursive: true });
    cpSync(join(project, CENTER), join(other, 'node_modules/uni-config-center'), { recursive: true });
    const types = join(other, 'node_modules/uni-config-center/vk-pay/payment-types');
    rmSync(types, { recursive: true });
    if (index !== undefined) {
      cpSync(join(plugin, 'uni-config-center/vk-pay/payment-types'), types, { recursive: true });
      writeFileSync(join(types, 'index.js'), index);
    }
    const script = `try { console.log(require('./payment-types').paymentTypes.length) } catch (error) { console.log(error.message) }`;
    return promisify(execFile)(process.execPath, ['-e', script], { cwd: other });
  };
  expect(await load(undefined)).toMatchObject({ stdout: '0\n', stderr: expect.stringContaining('还没有订单类型') });
  expect(await load("exports.paymentTypes = [require('./gone')];")).toMatchObject({ stdout: expect.stringContaining('引用了不存在的') });
  expect(await load('exports.types = [];')).toMatchObject({ stdout: expect.stringContaining('没有导出数组 paymentTypes') });
});

interface Package {
  readonly root: string;
  readonly pages: readonly string[];
}

const STAFF_ROOT = `uni_modules/vk-pay/${STAFF}`;
/** 小程序的主包与每一个分包都不能超过 2 MB */
const LARGEST = 2 * 1024 * 1024;
/** 空项目连同框架；其余的留给商户自己 */
const LARGEST_MAIN = 1_200_000;

/** 脚本与组件登记里引用的文件，从小程序的根写起；页面的地址不算。 */
function requiredBy(built: string, path: string): string[] {
  const text = readFileSync(join(built, path), 'utf8');
  const targets = path.endsWith('.json')
    ? Object.values((JSON.parse(text) as { usingComponents?: Record<string, string> }).usingComponents ?? {})
    : [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, target]) => target as string);
  return targets.map((target) => (target.startsWith('/') ? target.slice(1) : posix.join(dirname(path), target)));
}

test.each(['mp-weixin', 'mp-alipay'] as const)(
  '%s: staff have a package of their own, so payers and the shop fit into the main one',
  (platform) => {
    const built = programs[platform];
    const all = filesUnder(built).map((path) => relative(built, path));
    const size = (paths: readonly string[]): number => paths.reduce((sum, path) => sum + statSync(join(built, path)).size, 0);
    const inStaff = (path: string): boolean => path.startsWith(`${STAFF_ROOT}/`);
    const main = all.filter((path) => !inStaff(path));
    expect(size(main)).toBeLessThan(LARGEST_MAIN);
    expect(size(all.filter(inStaff))).toBeLessThan(LARGEST);
    // 主包里的引用不了分包里的：小程序里那就是找不到文件
    const scripts = main.filter((path) => /\.(?:js|json)$/.test(path));
    expect(scripts.length).toBeGreaterThan(50);
    expect(scripts.filter((path) => requiredBy(built, path).some(inStaff))).toEqual([]);
  },
);

test('the compiled mini program has every page, with the styles of its own', () => {
  const { pages, subPackages } = JSON.parse(readFileSync(join(programs['mp-weixin'], 'app.json'), 'utf8')) as {
    pages: string[];
    subPackages: Package[];
  };
  const ours = [...pages, ...subPackages.flatMap(({ root, pages: within }) => within.map((path) => `${root}/${path}`))].filter((path) =>
    path.startsWith('uni_modules/vk-pay/'),
  );
  expect(ours).toContain('uni_modules/vk-pay/pages/checkout/checkout');
  expect(ours).toContain(`${STAFF_ROOT}/orders`);
  for (const path of ours)
    expect([path, readFileSync(join(programs['mp-weixin'], `${path}.wxss`), 'utf8').includes('--vk-brand')]).toEqual([path, true]);
  expect(readFileSync(join(programs['mp-weixin'], 'app.wxss'), 'utf8')).not.toContain('--vk-brand');
});

test('the pages of the merchant keep their looks in the browser', () => {
  const css = textOf(site);
  expect(css).toContain('--vk-brand');
  expect(css).not.toMatch(/(?:^|[},])\s*(?:body|uni-page-body)\s*\{[^}]*var\(--vk-page\)/);
});

async function openCheckout(): Promise<Page> {
  const context = await open('desktop');
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${stack().url}/#/uni_modules/vk-pay/pages/checkout/checkout?type=course&course_id=intro`);
  return page;
}

inBrowser(
  'a course is sold in the project: login of the merchant, QR code, callback, paid result, home',
  async () => {
    const errors: string[] = [];
    const page = await openCheckout();
    page.on('pageerror', (error) => errors.push(error.message));
    await page.getByText('¥99.00').first().waitFor();
    await page.click('#pay');
    await page.locator('.mine', { hasText: '登录' }).click();
    await page.click('#pay');
    await page.locator('#qr-cancel').waitFor();
    const rows = (name: string): Record<string, unknown>[] => stack().runtime.database.raw(name);
    const out_trade_no = String(rows('payment_orders')[0]?.['_id']);
    await stack().wxpay.pay(out_trade_no);
    await page.getByText('支付成功').waitFor();
    expect(page.url()).toContain(`/uni_modules/vk-pay/pages/result/result?out_trade_no=${out_trade_no}`);
    expect(rows('course_members')).toMatchObject([{ _id: out_trade_no, user_id: 'alice', course_id: 'intro', active: true }]);
    const icon = await page.evaluate(() => getComputedStyle(document.querySelector('.status__icon > div') as Element).backgroundImage);
    const picture = await page.request.get((/url\("(.*)"\)/.exec(icon) as RegExpExecArray)[1] as string);
    expect(picture.status()).toBe(200);
    expect(errors).toEqual([]);
  },
  2 * MINUTES,
);

inBrowser(
  'what a gateway puts into the address is gone once its page is open',
  async () => {
    const context = await open('phone');
    const page = await context.newPage();
    await page.goto(`${stack().url}/?out_trade_no=X1&trade_no=T1&sign=abc#/uni_modules/vk-pay/pages/result/result?out_trade_no=X1`);
    await page.waitForFunction(() => !location.search.includes('sign'));
    expect(page.url()).not.toMatch(/trade_no=T1|sign=/);
  },
  2 * MINUTES,
);
