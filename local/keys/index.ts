/**
 * 开发密钥：首次启动时生成，写进数据目录（仅本人可读），之后沿用；从不进版本库。
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAlipayKeys, isUsable as isAlipayUsable, type AlipayDevelopmentKeys } from './alipay';
import { createWxpayKeys, isUsable as isWxpayUsable, type WxpayDevelopmentKeys } from './wxpay';

export { createPlatformCertificate, createWechatpayPublicKey, createWxpayKeys } from './wxpay';
export type { PlatformCertificate, WechatpayPublicKey, WxpayAppIds, WxpayDevelopmentKeys } from './wxpay';
export { bareKey, createAlipayKeys, pkcs1Key, type AlipayAppIds, type AlipayDevelopmentKeys } from './alipay';

export interface DevelopmentKeys {
  readonly wxpay: WxpayDevelopmentKeys;
  readonly alipay: AlipayDevelopmentKeys;
}

/** 只在内存里的一套（测试用）。 */
export async function createDevelopmentKeys(now = Date.now()): Promise<DevelopmentKeys> {
  const [wxpay, alipay] = await Promise.all([createWxpayKeys(now), createAlipayKeys(now)]);
  return { wxpay, alipay };
}

/** 坏了的那一份不要；旧密钥签过的东西只存在于本机的模拟网关里。 */
function usable<T>(keys: T | undefined, check: (keys: T) => boolean): T | undefined {
  try {
    return keys !== undefined && check(keys) ? keys : undefined;
  } catch {
    return undefined;
  }
}

function readExisting(file: string): Partial<DevelopmentKeys> {
  if (!existsSync(file)) return {};
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Partial<DevelopmentKeys>;
  } catch {
    return {};
  }
}

/** 读取数据目录里的密钥；没有、坏了或过期的那一份重新生成，另一份沿用。 */
export async function loadDevelopmentKeys(dir: string): Promise<DevelopmentKeys> {
  const file = join(dir, 'keys.json');
  const now = Date.now();
  const existing = readExisting(file);
  const wxpay = usable(existing.wxpay, (keys) => isWxpayUsable(keys, now));
  const alipay = usable(existing.alipay, (keys) => isAlipayUsable(keys, now));
  if (wxpay && alipay) return { wxpay, alipay };
  mkdirSync(dir, { recursive: true });
  const keys = { wxpay: wxpay ?? (await createWxpayKeys(now)), alipay: alipay ?? (await createAlipayKeys(now)) };
  // 权限只在新建文件时生效，所以先删掉旧文件。
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
  return keys;
}
