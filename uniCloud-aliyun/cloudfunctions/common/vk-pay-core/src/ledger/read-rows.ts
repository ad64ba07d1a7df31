/**
 * 一批文档 → 记录。读不懂的一行只跳过并留痕：一张坏单不能挡住其余订单的补漏。
 * （单张读取仍然抛错：绝不拿半张订单去推进资金状态。）
 */
import type { Document } from '../kernel/vk';

export function readRows<T>(rows: readonly Document[], read: (row: Document) => T): T[] {
  return rows.flatMap((row) => {
    try {
      return [read(row)];
    } catch (error) {
      console.error(`[vk-pay] ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  });
}
