/**
 * 静态加密的密钥：环境变量 VK_PAY_ENCRYPTION_KEYS（`k2:<base64>,k1:<base64>`，第一把用来加密），没有时取设置 `encryption.keys`。
 * 都没有时用 uni-pay/config.js 的 notifyKey（vk-uni-pay、uni-pay 的项目都有，64 位以上）得出的一把；也没有就是不加密。
 * 装载时检查每把都恰好 32 字节：短的密钥会让加密成为装饰。
 */
import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import type { ConfigProblem } from '../providers/credentials';

export interface CipherKeys {
  /** 加密用哪一把 */
  readonly current: string;
  readonly byId: ReadonlyMap<string, KeyObject>;
}

const KEY_BYTES = 32;
const ENTRY = /^([0-9A-Za-z_-]{1,32}):([0-9A-Za-z+/_-]+={0,2})$/;

const NOTIFY_KEY_ID = 'notify-key';
/** 它的文档要求的长度 */
const NOTIFY_KEY_LENGTH = 64;

/** notifyKey 得出的一把：没有另外配置时用它加密；配置了的，先前用它封着的仍解得开。 */
export function withNotifyKey(keys: CipherKeys | undefined, notifyKey: unknown): CipherKeys | undefined {
  if (typeof notifyKey !== 'string' || notifyKey.length < NOTIFY_KEY_LENGTH) return keys;
  const own = createSecretKey(createHash('sha256').update(`vk-pay at rest ${notifyKey}`).digest());
  return { current: keys?.current ?? NOTIFY_KEY_ID, byId: new Map([...(keys?.byId ?? []), [NOTIFY_KEY_ID, own]]) };
}

/** @returns 没有配置、或写错了（问题在 problems 里）为 undefined */
export function readCipherKeys(
  fromEnv: string | undefined,
  fromSettings: readonly string[],
  problems: ConfigProblem[],
): CipherKeys | undefined {
  const [path, entries] = fromEnv ? ['VK_PAY_ENCRYPTION_KEYS', fromEnv.split(',')] : ['vk-pay.encryption.keys', fromSettings];
  const byId = new Map<string, KeyObject>();
  const before = problems.length;
  for (const [index, entry] of entries.entries()) {
    const [, id, text] = ENTRY.exec(entry.trim()) ?? [];
    const at = `${path}.${index}`;
    const bytes = Buffer.from(text ?? '', 'base64');
    // 只说哪一把、错在哪，绝不把密钥写进错误里
    if (id === undefined) problems.push({ path: at, problem: '必须写成 编号:<32 字节的 base64>' });
    else if (bytes.length !== KEY_BYTES)
      problems.push({ path: at, problem: `密钥必须恰好 ${KEY_BYTES} 字节，这里是 ${bytes.length} 字节` });
    else if (byId.has(id)) problems.push({ path: at, problem: `编号 ${id} 重复` });
    else byId.set(id, createSecretKey(bytes));
  }
  const [current] = byId.keys();
  return problems.length > before || current === undefined ? undefined : { current, byId };
}
