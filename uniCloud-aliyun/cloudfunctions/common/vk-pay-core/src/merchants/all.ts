/** 全部商户的收款账号：对账、看证书用。停用的也在内：它们的单还会付、会退，账单照样要对。 */
import type { Merchant } from '../config/accounts';
import type { Kernel } from '../kernel/kernel';
import type { Account } from '../providers/provider';
import { noteMerchant } from './book';
import { documentsAfter } from './listing/store';

const BATCH = 50;

/** 数据库里的商户，一个一个来。@throws 读不到 */
export async function* writtenMerchants(k: Kernel): AsyncGenerator<Merchant> {
  for (let after = ''; ;) {
    const rows = await documentsAfter(k.vk, after, BATCH);
    for (const row of rows) yield noteMerchant(k, row);
    const last = rows.at(-1)?.['_id'];
    if (rows.length < BATCH || typeof last !== 'string') return;
    after = last;
  }
}

/** 配置文件里的在前。@throws 读不到 */
export async function allAccounts(k: Kernel): Promise<readonly Account[]> {
  const all = [...k.config.accounts()];
  for await (const { book } of writtenMerchants(k)) all.push(...book.accounts.values());
  return all;
}
