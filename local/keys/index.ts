/**
 * 开发密钥：首次启动时生成，写进数据目录（仅本人可读），之后沿用；从不进版本库。
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWxpayKeys, isUsable, type WxpayDevelopmentKeys } from './wxpay';

export { createPlatformCertificate, createWechatpayPublicKey, createWxpayKeys } from './wxpay';
export type { PlatformCertificate, WechatpayPublicKey, WxpayAppIds, WxpayDevelopmentKeys } from './wxpay';

export interface DevelopmentKeys {
  readonly wxpay: WxpayDevelopmentKeys;
}

/** 只在内存里的一套（测试用）。 */
export async function createDevelopmentKeys(now = Date.now()): Promise<DevelopmentKeys> {
  return { wxpay: await createWxpayKeys(now) };
}

function readExisting(file: string): DevelopmentKeys | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const keys = JSON.parse(readFileSync(file, 'utf8')) as DevelopmentKeys;
    return isUsable(keys.wxpay, Date.now()) ? keys : undefined;
  } catch {
    // 文件坏了：重新生成；旧密钥签过的东西只存在于本机的模拟网关里。
    return undefined;
  }
}

/** 读取数据目录里的密钥；没有或已失效就生成。 */
export async function loadDevelopmentKeys(dir: string): Promise<DevelopmentKeys> {
  const file = join(dir, 'keys.json');
  const existing = readExisting(file);
  if (existing) return existing;
  mkdirSync(dir, { recursive: true });
  const keys = await createDevelopmentKeys();
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
  return keys;
}
