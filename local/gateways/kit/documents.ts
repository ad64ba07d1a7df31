/**
 * 账本里的一类单据：键是「收款方:单号」。状态一变就报一次；读取时让到了时间的单据自己往前走，没有后台任务。
 */
import type { Collection } from './ledger-store';
import { PayerError } from './payer-error';

export interface DocumentRules<T> {
  /** 出现在错误里：订单号、退款单号 */
  readonly numberName: string;
  readonly ownerOf: (document: T) => string;
  readonly numberOf: (document: T) => string;
  readonly stateOf: (document: T) => string;
  /** 列表的次序或到期时间，毫秒；null 表示不参与按时间的查询 */
  readonly sortOf: (document: T) => number | null;
  /** 到了时间该变成什么样；还没到时为 undefined */
  readonly aged?: (document: T) => T | undefined;
  readonly changed: (document: T, before: string | null, after: string) => void;
}

export class Documents<T extends object> {
  constructor(
    private readonly collection: Collection<T>,
    private readonly rules: DocumentRules<T>,
    /** 单号在每个收款方之内唯一；不说是谁的就逐个找 */
    private readonly owners: readonly string[],
  ) {}

  keyOf(document: T): string {
    return `${this.rules.ownerOf(document)}:${this.rules.numberOf(document)}`;
  }

  of(owner: string, number: string): T | undefined {
    return this.byKey(`${owner}:${number}`);
  }

  byKey(key: string): T | undefined {
    const document = this.collection.get(key);
    return document && this.current(document);
  }

  /** @throws PayerError ambiguous：几个收款方用了同一个号，又没有说是谁的 */
  find(number: string, owner?: string): T | undefined {
    const found = (owner === undefined ? this.owners : [owner]).flatMap((one) => this.of(one, number) ?? []);
    if (found.length > 1) throw new PayerError('ambiguous', `${this.rules.numberName} ${number} 属于多个收款方，请说明是哪一个`);
    return found[0];
  }

  save(document: T): T {
    const key = this.keyOf(document);
    const before = this.collection.get(key);
    const from = before ? this.rules.stateOf(before) : null;
    const to = this.rules.stateOf(document);
    this.collection.put(key, document, this.rules.sortOf(document));
    if (from !== to) this.rules.changed(document, from, to);
    return document;
  }

  all(): T[] {
    return this.collection.all().map((document) => this.current(document));
  }

  /** 新的在前，只要符合的 */
  latest(limit: number, accept: (document: T) => boolean): T[] {
    return this.collection
      .latest(limit * LOOK_BACK)
      .map((document) => this.current(document))
      .filter(accept)
      .slice(0, limit);
  }

  /** sort 不大于给定毫秒数的，升序 */
  until(ms: number): T[] {
    return this.collection.until(ms);
  }

  earliest(): number | undefined {
    return this.collection.earliest();
  }

  private current(document: T): T {
    const next = this.rules.aged?.(document);
    return next ? this.save(next) : document;
  }
}

/** 列出还没付的几张，往回翻这么多倍 */
const LOOK_BACK = 5;
