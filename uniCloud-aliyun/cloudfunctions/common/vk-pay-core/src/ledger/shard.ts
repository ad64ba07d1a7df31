/**
 * 分片：订单与退款各有一个 `shard`（单号的散列），几个定时任务一起做时按它分，各看各的，不重复、不争抢。
 * 片数固定，几个人分都行；早先没有 `shard` 的行归第一个人。
 */
import type { Share } from '../kernel/kernel';
import type { DatabaseCommand, Document } from '../kernel/vk';

export const SHARDS = 16;

/** FNV-1a：匀就够了，不防人。 */
export function shardOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % SHARDS;
}

/** 归这个人的条件；只有一个人时没有条件。 */
export function shareCondition(command: DatabaseCommand, share: Share | undefined): Document {
  if (!share || share.of <= 1) return {};
  const mine: (number | null)[] = Array.from({ length: SHARDS }, (_, shard) => shard).filter((shard) => shard % share.of === share.index);
  // null 也匹配没有这个字段的行
  return { shard: command.in(share.index === 0 ? [...mine, null] : mine) };
}
