/**
 * 本地的配置中心：首次启动时生成，指向模拟网关；键名与真实配置完全相同。
 * 文件只写在数据目录里（git 忽略），里面的密钥只对本机的模拟网关有效。
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LocalConfig {
  /** uni-pay/config.js 的内容：收款账号与通知地址 */
  readonly uniPay: Readonly<Record<string, unknown>>;
  /** vk-pay/config.js 的内容 */
  readonly vkPay: Readonly<Record<string, unknown>>;
}

/** 登录态签名密钥：每个数据目录一把，随机生成后保存，重启后登录不失效。 */
function tokenSecret(dataDir: string): string {
  const file = join(dataDir, 'token-secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

const asModule = (value: unknown): string => `module.exports = ${JSON.stringify(value, null, 2)};\n`;

/** 写出三份配置，返回配置中心目录。 */
export function writeConfigCenter(dataDir: string, config: LocalConfig): string {
  const root = join(dataDir, 'config-center');
  const write = (plugin: string, file: string, value: unknown): void => {
    mkdirSync(join(root, plugin), { recursive: true });
    writeFileSync(join(root, plugin, file), asModule(value), { mode: 0o600 });
  };
  write('uni-pay', 'config.js', config.uniPay);
  write('vk-pay', 'config.js', config.vkPay);
  write('vk-unicloud', 'index.js', {
    uni: { tokenSecret: tokenSecret(dataDir), tokenExpiresIn: 7200 },
    vk: { system: { targetTimezone: 8 }, context: {} },
  });
  return root;
}
