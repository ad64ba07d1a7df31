// docs/deploy.md：--env 出来的 dist/uniCloud-aliyun 能直接上传，没有测试接口，大小有一张表；发布脚本把版本、更新记录改对，干跑什么也不动。
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildUpload, functionSizes, sizeReport } from '../../scripts/build-upload';
import { nextVersion, release, releasedChangelog, withVersion } from '../../scripts/release';

test('the upload has every function, its modules, tables and indexes, and nothing for tests', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vk-pay-upload-'));
  try {
    const out = await buildUpload('testing', join(dir, 'uniCloud-aliyun'));
    for (const file of [
      'cloudfunctions/vk-pay/index.js',
      'cloudfunctions/pay-notify/index.js',
      'cloudfunctions/monitor/package.json',
      'cloudfunctions/common/vk-pay-core/index.js',
      'cloudfunctions/common/uni-config-center/vk-pay/config.js',
      'database/payment_orders.index.json',
    ])
      expect([file, existsSync(join(out, file))]).toEqual([file, true]);
    expect(existsSync(join(out, 'cloudfunctions/vk-pay/service/user/pub/loginDemo.js'))).toBe(false);
    expect(readFileSync(join(out, 'cloudfunctions/monitor/.env'), 'utf8')).toBe('VK_PAY_ENV=testing\n');
    const sizes = functionSizes(join(out, 'cloudfunctions'));
    expect(sizes.map(({ name }) => name)).toEqual(['vk-pay', 'pay-notify', 'monitor', 'pay-mailer']);
    for (const { own, modules } of sizes) expect([own > 0, (modules['vk-pay-core'] ?? 0) > 10_000]).toEqual([true, true]);
    expect(sizeReport(sizes)).toMatch(/pay-notify +[\d.]+ KiB/);
    expect(() => sizeReport([{ name: 'big', own: 11 * 1024 * 1024, modules: {}, outside: [] }])).toThrow('10 MB');
    await buildUpload('production', out);
    expect(existsSync(join(out, 'cloudfunctions/monitor/.env'))).toBe(false);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}, 120_000);

test('versions go up by one step or to the one named, never down', () => {
  expect(['patch', 'minor', 'major', '1.0.0'].map((wish) => nextVersion('0.1.9', wish))).toEqual(['0.1.10', '0.2.0', '1.0.0', '1.0.0']);
  for (const wish of ['0.1.9', '0.1.8', 'v1.0.0', '1.0', '01.0.0', 'next']) expect(() => nextVersion('0.1.9', wish)).toThrow();
});

test('what was unreleased becomes the version, an empty section stays on top; nothing written is nothing released', () => {
  const text = '# 更新\n\n## [Unreleased]\n\n### 新增\n\n- 一件事\n\n## [0.1.0] - 2026-11-24\n\n- 旧的\n';
  expect(releasedChangelog(text, '0.2.0', '2026-11-27')).toBe(
    '# 更新\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-27\n\n### 新增\n\n- 一件事\n\n## [0.1.0] - 2026-11-24\n\n- 旧的\n',
  );
  expect(() => releasedChangelog('## [Unreleased]\n\n## [0.1.0]\n\n- 旧的\n', '0.2.0', 'x')).toThrow('没有写变化');
  const lock = '{ "version": "0.1.0", "packages": { "": { "version": "0.1.0" }, "a": { "version": "0.1.0" } } }';
  expect(withVersion('package-lock.json', lock, '0.1.0', '0.2.0').match(/0\.2\.0/g)).toHaveLength(2);
});

test('a dry run says what would be done and changes nothing', async () => {
  const before = readFileSync('package.json', 'utf8');
  let said = '';
  jest.spyOn(console, 'log').mockImplementation((...line: unknown[]) => void (said += `${line.join(' ')}\n`));
  await release('minor', { dryRun: true });
  jest.restoreAllMocks();
  expect(said).toMatch(/版本 \d+\.\d+\.\d+ → \d+\.\d+\.0/);
  expect(said).toContain('CHANGELOG.md');
  expect(readFileSync('package.json', 'utf8')).toBe(before);
});

test('a release is committed and tagged with its version once the build is there; a build that fails leaves nothing behind', async () => {
  const root = mkdtempSync(join(tmpdir(), 'vk-pay-release-'));
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    git('init', '--quiet');
    for (const [name, value] of Object.entries({ 'user.name': 'releaser', 'user.email': 'releaser@shop.test', 'commit.gpgsign': 'false' }))
      git('config', name, value);
    const files = {
      'package.json': '{ "version": "0.1.0" }',
      'package-lock.json': '{ "version": "0.1.0", "packages": { "": { "version": "0.1.0" } } }',
      'CHANGELOG.md': '## [Unreleased]\n\n- 一件事\n',
    };
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
    git('add', '.');
    git('commit', '--quiet', '-m', 'First');
    const broken = release('minor', { dryRun: false, root, build: () => Promise.reject(new Error('做不出来')) });
    await expect(broken).rejects.toThrow('做不出来');
    expect([git('status', '--porcelain'), git('tag', '--list'), git('log', '--format=%s')]).toEqual(['', '', 'First']);

    let built = '';
    await release('minor', { dryRun: false, root, build: async () => void (built = readFileSync(join(root, 'package.json'), 'utf8')) });
    expect(built).toContain('0.2.0');
    expect([git('status', '--porcelain'), git('tag', '--list'), git('log', '-1', '--format=%s')]).toEqual(['', 'v0.2.0', 'Release 0.2.0']);
    expect(git('show', 'v0.2.0:CHANGELOG.md')).toContain('## [0.2.0] - ');
    await expect(release('0.2.0', { dryRun: false, root, build: async () => undefined })).rejects.toThrow('没有比现在的');
    writeFileSync(join(root, 'CHANGELOG.md'), '## [Unreleased]\n\n- 又一件事\n');
    await expect(release('minor', { dryRun: false, root, build: async () => undefined })).rejects.toThrow('没提交的改动');
  } finally {
    jest.restoreAllMocks();
    rmSync(root, { recursive: true, force: true });
  }
});
