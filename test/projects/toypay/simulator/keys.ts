/** 开发密钥：应用、商户号与共有的密钥，首次启动时随机生成。 */
import { randomBytes, randomInt } from 'node:crypto';

export interface ToypayDevelopmentKeys {
  readonly appId: string;
  readonly merchantId: string;
  readonly secret: string;
}

export const createToypayKeys = async (_now: number): Promise<ToypayDevelopmentKeys> => ({
  appId: `toy${randomInt(1e6)}`,
  merchantId: `M${randomInt(1e6)}`,
  secret: randomBytes(32).toString('hex'),
});

export const isUsable = (keys: ToypayDevelopmentKeys): boolean => typeof keys.secret === 'string' && keys.secret.length === 64;
