// 第 13 号单（vk-47、vk-48、vk-51、up-14、up-16）：照公开文档写的页面一个字不改，配上兼容组件，编译得出 H5 与微信小程序；在真的浏览器里各付成一笔。
import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { SAME_ORIGIN } from '../../scripts/build-pages';
import { packCompatFronts } from '../../scripts/pack/compat-front';
import { useSite } from '../browser/browser';
import { stackFiles } from '../flow/harness-files';
import { filesUnder } from '../front/built-pages';
import { compile, emptyProject } from './project';

const MINUTES = 60_000;
const dir = mkdtempSync(join(tmpdir(), 'vk-pay-compat-'));
const project = join(dir, 'shop');
const PROJECTS = join(__dirname, '../projects');
const DOCUMENTED = join(PROJECTS, 'documented-vk-uni-pay');
/** 另一个项目，与前一个放在一起编译：页面换个文件夹，文件一字不改 */
const UNI_PAY = 'uni-pay-2';
const space = (endpoint: string): object => ({
  provider: 'aliyun',
  id: SPACE_ID,
  spaceName: 'mine',
  spaceId: SPACE_ID,
  clientSecret: CLIENT_SECRET,
  endpoint,
});

let site = '';
let program = '';

async function install(): Promise<void> {
  await emptyProject(project);
  for (const name of ['pages', 'common', 'App.vue', 'app.config.js', 'main.js', 'manifest.json', 'pages.json'])
    cpSync(join(DOCUMENTED, name), join(project, name), { recursive: true });
  cpSync(join(PROJECTS, 'documented-uni-pay-2/pages'), join(project, UNI_PAY), { recursive: true });
  await packCompatFronts(join(project, 'uni_modules'));
  const read = (folder: string): { pages: { path: string }[]; subPackages?: object[] } =>
    JSON.parse(readFileSync(join(folder, 'pages.json'), 'utf8')) as { pages: { path: string }[]; subPackages?: object[] };
  const own = read(DOCUMENTED);
  const { pages, subPackages } = read(join(PROJECTS, 'documented-uni-pay-2'));
  const moved = pages.map((page) => ({ ...page, path: page.path.replace(/^pages/, UNI_PAY) }));
  writeFileSync(join(project, 'pages.json'), JSON.stringify({ ...own, pages: [...own.pages, ...moved], subPackages }));
  // 这里的站点没有 history 路由要的回退规则；页面一个字不改
  const manifest = JSON.parse(readFileSync(join(project, 'manifest.json'), 'utf8')) as object;
  writeFileSync(join(project, 'manifest.json'), JSON.stringify({ ...manifest, h5: { router: { mode: 'hash' } } }));
  // 压缩占去编译的一半，与这里要证明的无关
  writeFileSync(
    join(project, 'vite.config.js'),
    `import uni from '@dcloudio/vite-plugin-uni';\nexport default { plugins: [uni()], build: { minify: false } };\n`,
  );
  [site, program] = await Promise.all([
    compile(project, 'h5', space(SAME_ORIGIN)),
    compile(project, 'mp-weixin', space('http://127.0.0.1:9099')),
  ]);
}

function cloud(): string {
  const functions = join(dir, 'functions');
  const packaged = ['uniCloud', 'uni-pay/uniCloud'].map((part) => join(__dirname, '../../package/compat', part, 'cloudfunctions'));
  for (const from of [stackFiles.functionsDir, ...packaged]) cpSync(from, functions, { recursive: true });
  const services = 'vk-pay/service/pay';
  cpSync(join(DOCUMENTED, 'uniCloud-aliyun/cloudfunctions', services), join(functions, services), { recursive: true });
  cpSync(join(__dirname, 'compat-cloud'), functions, { recursive: true });
  return functions;
}

beforeAll(install, 10 * MINUTES);
const { inBrowser, stack, open } = useSite(async () => ({ functionsDir: cloud(), siteDir: site }));

test('the packed components need nothing compiled, and every import leads into the package or to what a project has', () => {
  const home = join(project, 'uni_modules');
  for (const name of ['vk-uni-pay', 'uni-pay']) {
    const files = filesUnder(join(home, name));
    expect(files.filter((path) => /(?<!\.d)\.ts$|\.scss$/.test(path))).toEqual([]);
    for (const path of files.filter((one) => /\.(?:vue|js)$/.test(one))) {
      const code = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, '');
      const imports = [...code.matchAll(/^(?:import|export) [^'"\n]*from ['"]([^'"]+)['"]/gm)].map((match) => match[1] as string);
      const lost = imports.filter((target) => {
        if (target === 'vue' || target === '@dcloudio/uni-app') return false;
        const at = target.startsWith('@/') ? join(project, target.slice(2)) : join(path, '..', target);
        return !['', '.js', '.vue', '/index.js'].some((ending) => existsSync(at + ending));
      });
      expect([path, lost]).toEqual([path, []]);
      expect(code).not.toMatch(/['"`]\/static\/way-/);
    }
  }
});

test('the mini program has the components where the pages use them', () => {
  const used = JSON.parse(readFileSync(join(program, 'pages/cashier/pc.json'), 'utf8')) as { usingComponents: Record<string, string> };
  expect(Object.keys(used.usingComponents).sort()).toEqual(['vk-uni-pay', 'vk-uni-pay-qrcode-popup']);
  for (const page of ['pay-desk', 'success', 'ad-interactive-webview'])
    expect([page, existsSync(join(program, `uni_modules/uni-pay/pages/${page}/${page}.wxml`))]).toEqual([page, true]);
});

const newest = (): string => {
  const rows = stack().runtime.database.raw('payment_orders');
  const [last] = [...rows].sort((a, b) => Number(b['create_date']) - Number(a['create_date']));
  return String(last?.['_id']);
};

async function visit(path: string): Promise<{ page: Page; errors: string[] }> {
  const context = await open('desktop');
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.setDefaultTimeout(30_000);
  await page.goto(`${stack().url}/#${path}`);
  return { page, errors };
}

inBrowser(
  'vk-uni-pay on a desktop: the popup shows the code, closes, shows it again; paid by the callback, the page is told',
  async () => {
    const { page, errors } = await visit('/pages/cashier/pc');
    await page.getByText('微信扫码').click();
    const popup = page.getByRole('dialog');
    await popup.waitFor();
    expect(await popup.innerText()).toMatch(/请用微信扫一扫付款[\s\S]*6\.00/);
    await popup.getByRole('button', { name: '关闭' }).click();
    await popup.waitFor({ state: 'detached' });
    await page.getByText('微信扫码').click();
    await popup.waitFor();
    await stack().wxpay.pay(newest());
    await page.getByText('收款成功').waitFor();
    await popup.waitFor({ state: 'detached' });
    // vk-48：组件挂载完说 @init，页面的按钮才能按
    await page.goto(`${stack().url}/#/pages/iap/iap`);
    await page.locator('uni-button:not([disabled])', { hasText: '购买' }).first().waitFor();
    expect(errors).toEqual([]);
  },
  2 * MINUTES,
);

inBrowser(
  'v-model:status: waiting, paying with the code bound out, paid with the order of the server',
  async () => {
    const { page, errors } = await visit('/pages/recharge/recharge');
    await page.getByText('充值', { exact: true }).last().click();
    await page.getByText('支付中…', { exact: true }).waitFor();
    await page.locator('.popup .qr').waitFor();
    await stack().wxpay.pay(newest());
    await page.locator('.done', { hasText: '充值成功' }).waitFor();
    expect(errors).toEqual([]);
  },
  2 * MINUTES,
);

inBrowser(
  'uni-pay 2: the cashier opens with a code, the server confirms the payment, then the success page and the page of the order',
  async () => {
    const { page, errors } = await visit(`/${UNI_PAY}/order/pay?order_no=B20261127000000000001`);
    await page.locator('uni-page-body').getByText('付款', { exact: true }).click();
    await page.locator('#uni-pay-code').waitFor();
    await page.getByText('请用微信扫一扫付款').waitFor();
    await stack().wxpay.pay(newest());
    await page.locator('#result-title', { hasText: '支付成功' }).waitFor();
    await page.getByText('48.00').last().waitFor();
    await page.locator('#see-order').waitFor();
    const options = { total_fee: 100, type: 'recharge', order_no: 'B1', out_trade_no: 'B20261127001', description: '余额充值' };
    const desk = '/uni_modules/uni-pay/pages/pay-desk/pay-desk';
    await page.goto(`${stack().url}/#${desk}?options=${encodeURI(JSON.stringify(options))}`);
    await page.locator('#uni-pay-wxpay').click();
    await page.locator('#uni-pay-code').waitFor();
    expect(errors).toEqual([]);
  },
  2 * MINUTES,
);
