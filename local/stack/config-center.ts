/**
 * 本地的配置中心：首次启动时生成，指向模拟网关；键名与真实配置完全相同。
 * 文件只写在数据目录里（git 忽略），里面的密钥只对本机的模拟网关有效。
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** 静态加密的密钥：每个数据目录一把，随机生成后保存。 */
function developmentCipher(dataDir: string): string {
  const file = join(dataDir, 'encryption-key');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  return `dev:${readFileSync(file, 'utf8').trim()}`;
}

/** 本地用的全部密钥：环境变量 VK_PAY_ENCRYPTION_KEYS 里的在前（最前的是现在的），数据目录自己的那一把总在最后。 */
export function developmentKeys(dataDir: string): string[] {
  const given = (process.env['VK_PAY_ENCRYPTION_KEYS'] ?? '').split(',').map((key) => key.trim());
  return [...given.filter((key) => key !== '' && !key.startsWith('dev:')), developmentCipher(dataDir)];
}

/** 本地转账的限额，分；与 vk-pay/config.js 里写着的例子相同。 */
export const DEVELOPMENT_TRANSFERS = { maxFee: 20_000, dayFee: 1_000_000, personDayFee: 50_000, approvalFee: 10_000 } as const;

const asModule = (value: unknown): string => `module.exports = ${JSON.stringify(value, null, 2)};\n`;

/** uni-id/config.json；官方 uni-id 与替身读的是同一份，必填项都在。 */
function uniIdConfig(dataDir: string): Readonly<Record<string, unknown>> {
  const secret = tokenSecret(dataDir);
  return {
    passwordSecret: createHash('sha256').update(`password ${secret}`).digest('hex'),
    tokenSecret: secret,
    tokenExpiresIn: 7200,
    tokenExpiresThreshold: 600,
    passwordErrorLimit: 6,
    passwordErrorRetryTime: 3600,
  };
}

/** 商户自己的配置中心里有这两份，就用他的；只有一份不算，它们互相引用。 */
const FRAMEWORK_FILES = ['uni-id/config.json', 'vk-unicloud/index.js'] as const;

/**
 * 写出各份配置，返回配置中心目录。
 * @param own 官方 uni-config-center 的文件夹（如果装了）
 */
export function writeConfigCenter(dataDir: string, config: LocalConfig, own?: string): string {
  const root = join(dataDir, 'config-center');
  const write = (plugin: string, file: string, value: unknown): void => {
    mkdirSync(join(root, plugin), { recursive: true });
    writeFileSync(join(root, plugin, file), file.endsWith('.json') ? JSON.stringify(value, null, 2) : asModule(value), { mode: 0o600 });
  };
  write('uni-pay', 'config.js', config.uniPay);
  write('vk-pay', 'config.js', config.vkPay);
  if (own !== undefined && FRAMEWORK_FILES.every((file) => existsSync(join(own, file)))) {
    for (const file of FRAMEWORK_FILES) rmSync(join(root, file), { force: true });
    return root;
  }
  const uni = uniIdConfig(dataDir);
  write('uni-id', 'config.json', uni);
  write('vk-unicloud', 'index.js', {
    uni,
    vk: { system: { targetTimezone: 8 }, context: {} },
  });
  return root;
}
