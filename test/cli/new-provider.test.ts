// 「加一个渠道只碰清单、渠道文件夹与模拟网关」：骨架过类型检查而契约测试是红的；
// 一个完整的玩具渠道放进去就能下单、付款、收通知、退款。
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { LIST_FILES, MANIFESTS_DIR, PROVIDERS_DIR, SIMULATORS_DIR } from '../../scripts/provider-lists';
import { repositoryFiles } from '../architecture/comments';

const ROOT = resolve(__dirname, '../..');
const TOY = 'test/projects/toypay';
const MINUTES = 60_000;
jest.setTimeout(10 * MINUTES);

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'vk-pay-provider-'));
  for (const path of repositoryFiles()) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    cpSync(join(ROOT, path), join(scratch, path));
  }
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false', 'commit', '-q', '-m', 'before');
  symlinkSync(join(ROOT, 'node_modules'), join(scratch, 'node_modules'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: scratch, encoding: 'utf8' });
}

interface Outcome {
  readonly status: number | null;
  readonly text: string;
}
function node(...args: string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: scratch, encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}
const bin = (name: string): string => join('node_modules', name);
const command = (...args: string[]): Outcome => node('scripts/run.cjs', ...args);
const types = (project: string): Outcome => node(bin('typescript/bin/tsc'), '-p', project, '--noEmit');
const contract = (name: string): Outcome =>
  node(bin('jest/bin/jest.js'), 'test/providers/contract', '--selectProjects', 'quick', '-t', `^${name} `);

const changed = (): string[] =>
  git('status', '--porcelain', '--untracked-files=all')
    .split('\n')
    .filter((line) => line !== '' && !line.endsWith(' node_modules'))
    .map((line) => line.slice(3));
const isOwn = (path: string, name: string): boolean =>
  path === `${MANIFESTS_DIR}/${name}.ts` || path.startsWith(`${PROVIDERS_DIR}/${name}/`) || path.startsWith(`${SIMULATORS_DIR}/${name}/`);

test('the skeleton touches nothing but its own files and the lists, passes the types, and is red in the contract suite', () => {
  expect(command('new-provider', 'newbank')).toMatchObject({ status: 0 });

  const files = changed();
  expect(files.filter((path) => !isOwn(path, 'newbank')).sort()).toEqual([...LIST_FILES].sort());
  expect(files.length).toBeGreaterThan(LIST_FILES.length + 30);
  expect(command('new-provider', 'newbank')).toMatchObject({ status: 2, text: expect.stringContaining('已经有渠道 newbank') });

  for (const project of ['tsconfig.cloud.json', 'tsconfig.node.json'])
    expect([project, types(project)]).toEqual([project, { status: 0, text: '' }]);
  const own = files.filter((path) => path.endsWith('.ts'));
  expect(node(bin('eslint/bin/eslint.js'), ...own)).toEqual({ status: 0, text: '' });

  const { status, text } = contract('newbank');
  expect(status).toBe(1);
  expect(text).toContain('newbank h5 (default)');
  expect(text).toContain('newbank：credentials.ts 还没有写');
});

test('a complete toy provider works through the ordinary stack with no other file touched', () => {
  cpSync(join(ROOT, TOY, 'manifest.ts'), join(scratch, MANIFESTS_DIR, 'toypay.ts'));
  cpSync(join(ROOT, TOY, 'provider'), join(scratch, PROVIDERS_DIR, 'toypay'), { recursive: true });
  cpSync(join(ROOT, TOY, 'simulator'), join(scratch, SIMULATORS_DIR, 'toypay'), { recursive: true });
  expect(command('new-provider', '--lists')).toMatchObject({ status: 0 });
  expect(
    changed()
      .filter((path) => !isOwn(path, 'toypay'))
      .sort(),
  ).toEqual([...LIST_FILES].sort());

  // 本地与测试的一份读得到渠道的全部文件；只给云端的选项在骨架那一项里查过
  expect(types('tsconfig.node.json')).toEqual({ status: 0, text: '' });
  expect(contract('toypay')).toMatchObject({ status: 0 });

  const walked = node('--import', 'tsx', 'test/projects/toypay-walk.ts', 'toypay');
  expect(walked.status).toBe(0);
  expect(JSON.parse(walked.text)).toEqual({
    created: 0,
    paid: 200,
    notified: true,
    refund: 0,
    status: 'REFUND',
    refund_fee: 1200,
    total_fee: 1200,
  });
  // 关于渠道的别的测试也认它：名单、角色、能力。
  const about = node(
    bin('jest/bin/jest.js'),
    'test/providers/manifests',
    'test/providers/shape',
    'test/gateways/kit/roles',
    '--selectProjects',
    'quick',
  );
  expect(about).toMatchObject({ status: 0 });
});
