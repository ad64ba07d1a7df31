/** 全部实例之间的限频：`payment_leases` 里一行一个名字。 */
import { COLLECTIONS } from '../kernel/collections';
import type { Vk } from '../kernel/vk';
import { isDuplicateKey } from '../kernel/duplicate-key';

/**
 * 在全部实例之间抢一件事：`ms` 毫秒之内同一个名字只有一次答 true。
 * 失败策略：存不了时答 true（fail open）——限制外呼、按小时清理这类事，宁可多做一次，不可从此不做。
 */
export async function claim(k: { readonly vk: Vk; now(): number }, name: string, ms: number): Promise<boolean> {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;
  const now = k.now();
  const expire_date = now + ms;
  try {
    // 到期的，或时钟被拨回来以后看上去远在未来的，都可以接手。
    const stale = [command.lte(now), command.gt(now + ms)];
    for (const condition of stale) {
      const taken = await baseDao.updateAndReturn({
        dbName: COLLECTIONS.leases,
        whereJson: { _id: name, expire_date: condition },
        dataJson: { expire_date },
      });
      if (taken) return true;
    }
    await baseDao.add({ dbName: COLLECTIONS.leases, dataJson: { _id: name, expire_date }, cancelAddTime: true });
    return true;
  } catch (error) {
    return !isDuplicateKey(error);
  }
}
