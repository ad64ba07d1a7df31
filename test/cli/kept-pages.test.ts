// 前端产物按输入的指纹保留：任何源文件、依赖、选项的变化都换一份；与前端无关的改动不换。
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inputsHash } from '../../scripts/kept-pages';
import { temporaryFolder } from './stack-opening';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const project = join(folder.path, 'project');
const put = (file: string, content = 'x'): void => {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), content);
};
const options = { platform: 'h5', endpoint: '.', simulator: true } as const;
const hash = (): string => inputsHash(options, project);

beforeAll(() => {
  for (const file of [
    'main.ts',
    'pages.json',
    'pages/index.vue',
    'scripts/build-pages.ts',
    'scripts/site/framework.ts',
    'local/stack/space.ts',
    'package-lock.json',
    'README.md',
  ])
    put(file);
});

test.each([
  'main.ts',
  'pages/index.vue',
  'pages/new.vue',
  'static/new.svg',
  'a-new-folder/part.ts',
  'uni_modules/vk-unicloud/index.js',
  'vite.config.ts',
  'package-lock.json',
  'scripts/build-pages.ts',
  'scripts/site/framework.ts',
  'local/stack/space.ts',
])('a change of %s makes another build', (file) => {
  const before = hash();
  put(file, `changed ${file}`);
  expect(hash()).not.toBe(before);
});

test('a file that moves, with the same content, makes another build', () => {
  const before = hash();
  cpSync(join(project, 'pages'), join(project, 'other-pages'), { recursive: true });
  expect(hash()).not.toBe(before);
});

test.each([
  'README.md',
  'docs/page.md',
  'test/x.test.ts',
  'uniCloud-aliyun/cloudfunctions/x.ts',
  'local/stack/stack.ts',
  '.vk-pay/space.db',
  'dist/x.js',
])('a change of %s does not', (file) => {
  const before = hash();
  put(file, 'changed');
  expect(hash()).toBe(before);
});

test('data kept in a folder with any name does not', () => {
  const before = hash();
  put('my-data/lock.db');
  put('my-data/space.db');
  expect(hash()).toBe(before);
});

test('options and the space of the merchant are part of it', () => {
  const before = hash();
  expect(inputsHash({ ...options, simulator: false }, project)).not.toBe(before);
  expect(inputsHash({ ...options, endpoint: 'http://localhost:1' }, project)).not.toBe(before);
  process.env['UNI_CLOUD_PROVIDER'] = '[]';
  const own = hash();
  delete process.env['UNI_CLOUD_PROVIDER'];
  expect(own).not.toBe(before);
});
