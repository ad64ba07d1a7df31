/**
 * 测试用的开发密钥。一套要造十一对 RSA，比许多测试文件本身还久：每轮测试只造一次（test/global-setup.ts），
 * 写在构建产物旁边，各个文件读同一份；别的时刻、别的商户的，第一个要用的文件造。
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDevelopmentKeys, type DevelopmentKeys } from '../local/keys';
import { TEST_BUILD } from './flow/harness-files';

const FOLDER = join(TEST_BUILD, 'keys');
const DAY_MS = 86_400_000;

/** 虚拟时钟的起点：2026-11-23 12:00 东八区 */
export const START = Date.UTC(2026, 10, 23, 4, 0, 0);

const made = new Map<string, Promise<DevelopmentKeys>>();

async function readOrMake(file: string, now: number): Promise<DevelopmentKeys> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as DevelopmentKeys;
  const keys = await createDevelopmentKeys(now);
  mkdirSync(FOLDER, { recursive: true });
  // 别的进程可能正在读、也可能同时在写：改名才算写完。
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, JSON.stringify(keys), { mode: 0o600 });
  renameSync(partial, file);
  return keys;
}

/**
 * @param now 造的时刻，毫秒；证书从两年前起有效
 * @param owner 谁的；不同的商户拿到不同的密钥
 */
export function keysAt(now: number, owner = 'first'): Promise<DevelopmentKeys> {
  const name = `${owner}-${now}`;
  const keys = made.get(name) ?? readOrMake(join(FOLDER, `${name}.json`), now);
  made.set(name, keys);
  return keys;
}

/** 虚拟时钟起点的那一套：绝大多数测试用它。 */
export const testKeys = (): Promise<DevelopmentKeys> => keysAt(START);

const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
/** 真实时钟的一套：今天造的。 */
export const keysOfToday = (): Promise<DevelopmentKeys> => keysAt(TODAY);

/** 每轮测试开始时：上一轮的不要，造好最常用的。反复种错的副本（scripts/mutant-plot.ts）留着用：造一套比多数测试都久。 */
export async function makeTestKeys(): Promise<void> {
  if (process.env['VK_PAY_KEEP_TEST_KEYS'] !== '1') rmSync(FOLDER, { recursive: true, force: true });
  await testKeys();
}
