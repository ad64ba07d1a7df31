/**
 * 故障剧本：按操作排队的规则，先加的先用，用完即失效。
 * 剧本只决定「这一次发生什么」，怎么发生由各网关实现；剧本本身不含任何协议。
 */

export interface FaultRule<Operation extends string, Fault, Context> {
  /** '*' 表示任何操作 */
  readonly operation: Operation | '*';
  readonly fault: Fault;
  /** 生效几次，缺省 1；Infinity 表示一直生效 */
  readonly times?: number;
  /** 先放过几次，缺省 0 */
  readonly skip?: number;
  /** 另外的条件；经 HTTP 添加的规则没有 */
  readonly when?: (context: Context) => boolean;
}

export interface FaultScript<Operation extends string, Fault, Context> {
  add(rule: FaultRule<Operation, Fault, Context>): void;
  clear(): void;
  /** 还没用完的规则 */
  pending(): readonly { readonly operation: Operation | '*'; readonly fault: Fault; readonly left: number }[];
  /** 网关取用：返回第一条符合的故障并消耗一次 */
  take(operation: Operation, context: Context): Fault | undefined;
}

interface Entry<Operation extends string, Fault, Context> {
  readonly rule: FaultRule<Operation, Fault, Context>;
  skip: number;
  left: number;
}

export function createFaultScript<Operation extends string, Fault, Context>(): FaultScript<Operation, Fault, Context> {
  let entries: Entry<Operation, Fault, Context>[] = [];
  return {
    add: (rule) => void entries.push({ rule, skip: rule.skip ?? 0, left: rule.times ?? 1 }),
    clear: () => void (entries = []),
    pending: () => entries.map(({ rule, left }) => ({ operation: rule.operation, fault: rule.fault, left })),
    take(operation, context) {
      const entry = entries.find(({ rule }) => (rule.operation === '*' || rule.operation === operation) && (rule.when?.(context) ?? true));
      if (!entry) return undefined;
      if (entry.skip > 0) {
        entry.skip -= 1;
        return undefined;
      }
      entry.left -= 1;
      if (entry.left <= 0) entries = entries.filter((candidate) => candidate !== entry);
      return entry.rule.fault;
    },
  };
}
