// 支付宝小程序从命令行构建得出来，产物能跑到 my.tradePay；小程序的项目文件与产物连接的地方相称。
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fitProjectFile, isTourist } from '../../scripts/mini-program-project';
import { builtPages, filesUnder, textOf } from '../front/built-pages';
import { temporaryFolder } from './stack-opening';

const BUILD_MS = 600_000;

describe('the Alipay mini program', () => {
  let dist: string;
  beforeAll(async () => {
    dist = await builtPages('mp-alipay', 'http://127.0.0.1:9099', false);
  }, BUILD_MS);

  test('has every page, and the pages keep their components', () => {
    const { pages } = JSON.parse(readFileSync(join(dist, 'app.json'), 'utf8')) as { pages: string[] };
    for (const page of pages) expect([page, existsSync(join(dist, `${page}.axml`))]).toEqual([page, true]);
    const checkout = readFileSync(join(dist, 'pages/checkout/checkout.axml'), 'utf8');
    for (const component of ['vk-pay-cashier', 'vk-pay-button', 'vk-pay-notice']) {
      expect(checkout).toContain(`<${component}`);
      expect(existsSync(join(dist, `components/${component}/${component}.axml`))).toBe(true);
    }
  });

  test.each([
    ['9000', 'done'],
    ['6001', 'cancelled'],
  ])('opens the window of Alipay with the trade number; result %s is %s', async (code, end) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      join(__dirname, 'alipay-program-host.ts'),
      dist,
      code,
    ]);
    expect(JSON.parse(stdout.slice(stdout.indexOf('@@') + 2))).toEqual({
      platforms: expect.arrayContaining(['mp-alipay']),
      tradeNumbers: ['2026112322001'],
      end,
    });
  });

  test('contains nothing of other mini programs and nothing of the simulator', () => {
    expect(filesUnder(dist).filter((file) => /\.(wxml|wxss)$/.test(file))).toEqual([]);
    const text = textOf(dist);
    for (const words of ['演示用户', '模拟手机', '/simulator/']) expect(text).not.toContain(words);
  });
});

describe('the project file of the developer tool', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  const file = join(folder.path, 'project.config.json');
  const write = (project: object): void => writeFileSync(file, JSON.stringify(project));
  const read = (): unknown => JSON.parse(readFileSync(file, 'utf8'));
  const project = { appid: 'touristappid', projectname: 'vk-pay', setting: { urlCheck: true, es6: true } };

  test('checks no domain when the build talks to this machine, and as the manifest says when to the space', () => {
    write(project);
    fitProjectFile(folder.path, 'mp-weixin', false);
    expect(read()).toEqual(project);
    fitProjectFile(folder.path, 'mp-weixin', true);
    expect(read()).toEqual({ ...project, setting: { urlCheck: false, es6: true } });
  });

  test('tells the tourist id from a real one', () => {
    write(project);
    expect(isTourist(folder.path, 'mp-weixin')).toBe(true);
    write({ ...project, appid: 'wx1234567890abcdef' });
    expect(isTourist(folder.path, 'mp-weixin')).toBe(false);
    expect(isTourist(folder.path, 'h5')).toBe(false);
  });

  test(
    'a build for this machine is not checked; the manifest itself is for releases',
    async () => {
      const built = await builtPages('mp-weixin', 'http://127.0.0.1:9099', false);
      const setting = (JSON.parse(readFileSync(join(built, 'project.config.json'), 'utf8')) as typeof project).setting;
      expect(setting.urlCheck).toBe(false);
      const manifest = JSON.parse(readFileSync(join(__dirname, '../../manifest.json'), 'utf8')) as Record<string, typeof project>;
      expect(manifest['mp-weixin']?.setting.urlCheck).toBe(true);
    },
    BUILD_MS,
  );
});
