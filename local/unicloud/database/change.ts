/** 一次写入，与写入落到哪里：事务先攒成草稿，提交时一起写。 */
import type { Document } from './values';

export interface Change {
  readonly collection: string;
  readonly id: string;
  /** null = 删除 */
  readonly next: Document | null;
  /** 新增：id 已存在则冲突 */
  readonly insert: boolean;
}

/** 事务写草稿所需的那一部分引擎。 */
export interface DraftTarget {
  get(collection: string, id: string): Document | undefined;
  find(collection: string, where: unknown): Document[];
  hasCollection(name: string): boolean;
  /** 这次写入要占住的东西：文档与唯一键 */
  resourcesOf(change: Change, before: Document | null): string[];
  /** 试写一遍：唯一键冲突之类当场抛出，什么也不留下 */
  rehearse(changes: readonly Change[]): void;
  commit(changes: readonly Change[]): void;
}
