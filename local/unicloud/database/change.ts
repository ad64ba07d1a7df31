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

/** 事务读到过的一条文档，与读到时的样子；没有这条为空。 */
export interface Seen {
  readonly collection: string;
  readonly id: string;
  readonly face: string;
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
  /** @param stillTrue 写之前、别的进程插不进来时再看一眼：不再成立就抛错，什么也不写 */
  commit(changes: readonly Change[], stillTrue: () => void): void;
}
