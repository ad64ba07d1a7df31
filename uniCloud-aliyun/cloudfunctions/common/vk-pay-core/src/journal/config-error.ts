/**
 * 配置有误要让人看得见：控制台的一行几天就没了，付款人只知道「系统错误」。
 * 同样的问题一天只有一行（几百个实例、几千次付款遇上它也是一行），问题变了就是新的一行。
 */
import { createHash } from 'node:crypto';
import { DAY_MS } from '../kernel/clock';
import type { PayError } from '../kernel/pay-error';
import type { Journal } from './journal';

export function noteConfigError(journal: Journal, error: PayError, now: number, type = 'config'): void {
  const identity = createHash('sha256')
    .update(error.detail ?? error.message)
    .digest('base64url')
    .slice(0, 22);
  journal.error(error, { type, once: `${type}:${Math.floor(now / DAY_MS)}:${identity}` });
}
