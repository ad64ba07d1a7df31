/** 数据库的索引：该有的（database/*.index.json）有没有。云端不能在运行时建索引，只能看，也不是每一种都看得见。 */
import type { OkAnswer } from '../answer';

/**
 * present 有 · missing 没有 · different 有，但不是要的样子（不唯一、不稀疏……）·
 * unseen 看不见：平台没有列出索引的接口，不唯一的索引又试不出来 · untried 试的时候数据库报错
 */
export type IndexState = 'present' | 'missing' | 'different' | 'unseen' | 'untried';

export interface IndexView {
  readonly collection: string;
  readonly name: string;
  readonly fields: readonly string[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly state: IndexState;
  /** 为什么是这个结论；present 没有 */
  readonly note?: string;
}

export interface PaymentIndexes {
  /** listed 数据库自己列出来的（扩展数据库、本地运行时） · probed 用回滚的事务试出来的（内置数据库） */
  readonly how: 'listed' | 'probed';
  readonly indexes: readonly IndexView[];
  /** 肯定没有或不对的，`<集合>.<索引>` */
  readonly missing: readonly string[];
}

/** `pay/sys/setupPaymentIndexes` 的答复。 */
export type SetupPaymentIndexesAnswer = OkAnswer & PaymentIndexes;
