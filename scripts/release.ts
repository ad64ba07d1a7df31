/**
 * npm run release：版本号、更新记录、标签、产物，一次做完；从不推送。
 * 先把会出错的都查完，再动第一个文件；--dry-run 只说会做什么。
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './arguments';
import { ROOT } from './build-functions';
import { buildForEnvironment } from './build-upload';
import { PlainError } from './plain-error';

/** 写着版本号的文件。 */
const VERSIONED = [
  'package.json',
  'package-lock.json',
  'package/package.json',
  ...['vk-pay', 'pay-notify', 'monitor', 'pay-mailer', 'common/vk-pay-core', 'common/payment-types'].map(
    (name) => `uniCloud-aliyun/cloudfunctions/${name}/package.json`,
  ),
];
const CHANGELOG = 'CHANGELOG.md';
const UNRELEASED = '## [Unreleased]';

/** @throws UsageError 不是版本号，或没有比现在的大 */
export function nextVersion(current: string, wish: string): string {
  const [major = 0, minor = 0, patch = 0] = current.split('.').map(Number);
  if (wish === 'major') return `${major + 1}.0.0`;
  if (wish === 'minor') return `${major}.${minor + 1}.0`;
  if (wish === 'patch') return `${major}.${minor}.${patch + 1}`;
  if (!/^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}$/.test(wish))
    throw new UsageError(`版本写 patch、minor、major，或 1.2.3 这样的，不能是「${wish}」`);
  const [a = 0, b = 0, c = 0] = wish.split('.').map(Number);
  if ((a - major || b - minor || c - patch) <= 0) throw new UsageError(`${wish} 没有比现在的 ${current} 大`);
  return wish;
}

/** 「还没有发布」的一节变成这个版本的，上面留一节空的。@throws PlainError 没有写任何变化 */
export function releasedChangelog(text: string, version: string, date: string): string {
  const start = text.indexOf(UNRELEASED);
  const rest = start < 0 ? '' : text.slice(start + UNRELEASED.length);
  const body = rest.slice(0, rest.search(/\n## /) < 0 ? undefined : rest.search(/\n## /));
  if (!/^- /m.test(body)) throw new PlainError(`${CHANGELOG} 的 Unreleased 里没有写变化`);
  return `${text.slice(0, start)}${UNRELEASED}\n\n## [${version}] - ${date}${rest}`;
}

/** 第一个 "version" 换掉；package-lock 里自己的有两处。@throws PlainError 找不到 */
export function withVersion(file: string, text: string, from: string, to: string): string {
  const mark = `"version": "${from}"`;
  const times = file === 'package-lock.json' ? 2 : 1;
  let changed = text;
  for (let time = 0; time < times; time += 1) {
    if (!changed.includes(mark)) throw new PlainError(`${file} 里没有 ${mark}`);
    changed = changed.replace(mark, `"version": "${to}"`);
  }
  return changed;
}

export interface ReleaseOptions {
  readonly dryRun: boolean;
  /** 测试用别的仓库 */
  readonly root?: string;
  readonly build?: () => Promise<unknown>;
}

/** 北京的今天。 */
const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

/** 产物做不出来就什么也不留下：改过的文件放回去，没有提交，没有标签。@throws PlainError 有没提交的改动、标签已经有了、更新记录是空的 */
export async function release(
  wish: string,
  { dryRun, root = ROOT, build = () => buildForEnvironment('production') }: ReleaseOptions,
): Promise<void> {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const { version: current } = JSON.parse(read('package.json')) as { version: string };
  const version = nextVersion(current, wish);
  const tag = `v${version}`;
  const changelog = releasedChangelog(read(CHANGELOG), version, today());
  const files = new Map([
    ...VERSIONED.filter((file) => existsSync(join(root, file))).map(
      (file) => [file, withVersion(file, read(file), current, version)] as const,
    ),
    [CHANGELOG, changelog] as const,
  ]);
  const dirty = git('status', '--porcelain') !== '';
  const taken = git('tag', '--list', tag) !== '';
  if (dryRun) {
    console.log(`版本 ${current} → ${version}`);
    console.log(`改 ${[...files.keys()].join('、')}`);
    console.log(`npm run build -- --env production（云端与插件包在 dist/），做得出来才提交「Release ${version}」、打标签 ${tag}`);
    if (dirty) console.log('现在有没提交的改动：真做的时候会拒绝');
    if (taken) console.log(`标签 ${tag} 已经有了：真做的时候会拒绝`);
    return;
  }
  if (dirty) throw new PlainError('有没提交的改动，先提交');
  if (taken) throw new PlainError(`标签 ${tag} 已经有了`);
  const before = [...files.keys()].map((file) => [file, read(file)] as const);
  for (const [file, text] of files) writeFileSync(join(root, file), text);
  try {
    await build();
    git('commit', '--quiet', '-m', `Release ${version}`, '--', ...files.keys());
  } catch (error) {
    for (const [file, text] of before) writeFileSync(join(root, file), text);
    throw error;
  }
  git('tag', '-a', tag, '-m', `vk-pay ${version}`);
  console.log(`\n${tag} 好了。推送：git push --follow-tags`);
}
