// 官方框架的文件从哪里来（npm run test:official、VK_PAY_OFFICIAL）：仓库外面的文件夹，怎样写路径都行；没有的那部分用替身；写错的说一句话。
import { mkdirSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { frameworkInUse, frameworkModules, frameworkTag, isOfficial, officialModule } from '../../scripts/framework';
import { ROOT } from '../../scripts/build-functions';
import { testOfficial } from '../../scripts/test-official';
import { temporaryFolder } from './stack-opening';

const folder = temporaryFolder();
const before = process.env['VK_PAY_OFFICIAL'];
afterEach(() => {
  if (before === undefined) delete process.env['VK_PAY_OFFICIAL'];
  else process.env['VK_PAY_OFFICIAL'] = before;
});
afterAll(() => folder.remove());

/** 里面只有一个官方插件的文件夹。 */
function withPlugin(name: string, version: string): string {
  const root = join(folder.path, name);
  const common = join(root, 'uni_modules', name, 'uniCloud/cloudfunctions/common', name);
  mkdirSync(common, { recursive: true });
  writeFileSync(join(common, 'index.js'), '');
  writeFileSync(join(root, 'uni_modules', name, 'package.json'), JSON.stringify({ version }));
  return root;
}

test('a relative path leads to the same files as an absolute one; what is missing is the stand-in', () => {
  const root = withPlugin('vk-unicloud', '9.9.9');
  for (const path of [root, relative(process.cwd(), root)]) {
    process.env['VK_PAY_OFFICIAL'] = path;
    const module = String(officialModule('vk-unicloud'));
    expect(isAbsolute(module)).toBe(true);
    expect(frameworkModules('/stand-ins')).toEqual({ 'vk-unicloud': module, 'uni-id': join('/stand-ins', 'uni-id.js') });
    expect(frameworkInUse()).toEqual({ 'vk-unicloud': '官方 9.9.9', 'uni-id': '替身' });
    expect([isOfficial(), frameworkTag()]).toEqual([true, 'vk-unicloud-9.9.9']);
  }
});

test('a folder that is missing, that lies in the repository, or that holds no plugin is refused in words; none at all is skipped', async () => {
  await expect(testOfficial(join(folder.path, 'nowhere'))).rejects.toThrow('没有文件夹');
  await expect(testOfficial(join(ROOT, 'test'))).rejects.toThrow('仓库外面');
  await expect(testOfficial(folder.path)).rejects.toThrow('没有可测的官方文件');
  const said: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  delete process.env['VK_PAY_OFFICIAL'];
  await testOfficial();
  log.mockRestore();
  expect(said).toEqual([expect.stringContaining('跳过')]);
});
