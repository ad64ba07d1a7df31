/**
 * 开发密钥：首次启动时生成，写进数据目录（仅本人可读），之后沿用；从不进版本库。每家模拟网关有自己的一份。
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SIMULATORS } from './gateways';
import type { AnySimulator } from './gateways/kit/simulator';

/** 各家的一份；名字就是渠道的名字。 */
export type DevelopmentKeys = {
  readonly [Name in keyof typeof SIMULATORS]: Awaited<ReturnType<(typeof SIMULATORS)[Name]['createKeys']>>;
};

const EVERYONE = Object.entries<AnySimulator>(SIMULATORS);
/** 住在别家里的没有自己的密钥 */
const OWNERS = EVERYONE.filter(([, { guestOf }]) => guestOf === undefined);

/** 坏了的那一份不要；旧密钥签过的东西只存在于本机的模拟网关里。 */
function isUsable(simulator: AnySimulator, keys: unknown, now: number): boolean {
  try {
    return keys !== undefined && simulator.isUsable(keys, now);
  } catch {
    return false;
  }
}

/** 已有而且还能用的沿用，其余的生成。 */
async function complete(existing: Readonly<Record<string, unknown>>, now: number): Promise<DevelopmentKeys> {
  const made = OWNERS.map(async ([name, simulator]) => {
    const own = Object.hasOwn(existing, name) ? existing[name] : undefined;
    return [name, isUsable(simulator, own, now) ? own : await simulator.createKeys(now)] as const;
  });
  const keys = new Map<string, unknown>(await Promise.all(made));
  return Object.fromEntries(EVERYONE.map(([name, { guestOf }]) => [name, keys.get(guestOf ?? name)])) as unknown as DevelopmentKeys;
}

/** 只在内存里的一套（测试用）。 */
export const createDevelopmentKeys = (now = Date.now()): Promise<DevelopmentKeys> => complete({}, now);

function readExisting(file: string): Readonly<Record<string, unknown>> {
  if (!existsSync(file)) return {};
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

/** 读取数据目录里的密钥；没有、坏了或过期的那一份重新生成，别的沿用。 */
export async function loadDevelopmentKeys(dir: string): Promise<DevelopmentKeys> {
  const file = join(dir, 'keys.json');
  const existing = readExisting(file);
  const keys = await complete(existing, Date.now());
  if (OWNERS.every(([name]) => keys[name as keyof DevelopmentKeys] === existing[name])) return keys;
  mkdirSync(dir, { recursive: true });
  // 权限只在新建文件时生效，所以先删掉旧文件。
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(Object.fromEntries(OWNERS.map(([name]) => [name, keys[name as keyof DevelopmentKeys]]))), {
    mode: 0o600,
  });
  return keys;
}
