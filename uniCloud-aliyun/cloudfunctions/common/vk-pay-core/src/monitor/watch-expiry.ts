/**
 * 证书快到期了：还剩 30 天、7 天、1 天各告警一次，过期了再一次；写在几处的同一张只有一条，说出每一处。
 * 看的是配置（连同数据库里的商户）里的每一张证书（应用、根、网关、商户 API），
 * 以及自动下载的平台证书里最新的一张——它快到期而没有更新的，说明轮换没有发生。
 * 失败策略：问不到平台证书就当这一次没有它，下一次再看；别的照常。
 */
import { cleanText } from '../journal/redact';
import { printFailure } from '../kernel/console-line';
import { DAY_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import { writtenMerchants } from '../merchants/all';
import type { Account } from '../providers/provider';
import type { Expiring } from '../providers/credentials';
import { oncePerCertificate } from '../providers/expiring';
import type { Job } from './job';

/** 天；从近到远。 */
const STEPS = [0, 1, 7, 30] as const;

/** 走到哪一步了；还早为 undefined。 */
const stepOf = (left: number): number | undefined => STEPS.find((days) => left <= days * DAY_MS);

async function downloaded(k: Kernel, accounts: readonly Account[]): Promise<{ found: Expiring[]; failed: number }> {
  const found: Expiring[] = [];
  let failed = 0;
  const asked = new Set<string>();
  for (const account of accounts) {
    const merchant = `${account.provider} ${account.mchid}`;
    if (asked.has(merchant)) continue;
    asked.add(merchant);
    try {
      const newest = await k.provider(account.provider).newestCertificate?.(account);
      if (newest) found.push(newest);
    } catch (error) {
      failed += 1;
      printFailure(`看不到 ${merchant} 的平台证书：${cleanText(error instanceof Error ? error.message : String(error))}`);
    }
  }
  return { found, failed };
}

export const watchExpiry: Job = {
  name: 'watch-expiry',
  everyMinutes: 12 * 60,
  async run(k) {
    const accounts = [...k.config.accounts()];
    const written: Expiring[] = [];
    for await (const { book } of writtenMerchants(k)) {
      accounts.push(...book.accounts.values());
      written.push(...book.expiring);
    }
    const { found, failed } = await downloaded(k, accounts);
    const all = oncePerCertificate([...k.config.expiring, ...written, ...found]);
    let changed = 0;
    for (const { path, title, serial, expireAt } of all) {
      const left = expireAt - k.now();
      const step = stepOf(left);
      if (step === undefined) continue;
      changed += 1;
      const when = step === 0 ? '已经过期' : `${Math.ceil(left / DAY_MS)} 天之内到期`;
      await k.journal.alert({
        kind: 'certificate-expiring',
        level: step <= 1 ? 'critical' : 'warning',
        fact: `${title} ${serial} ${step}`,
        message: `${title}（${path}，序列号 ${serial}）${when}：${new Date(expireAt).toISOString()}，请换上新的`,
        figures: { path, serial, expires: expireAt },
      });
    }
    return { examined: all.length, changed, failed, unfinished: false };
  },
};
