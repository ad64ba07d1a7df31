/**
 * 故障剧本：按操作排队的规则，先加的先用，用完即失效。
 * 剧本只决定「这一次发生什么」，怎么发生由各网关实现。
 *
 * 规则有两边：请求（商户调网关）与通知（网关调商户）。每种故障只属于一边，写在各网关的表里；
 * `'*'` 的规则等自己那一边的第一次，绝不会被另一边悄悄用掉。
 */
import * as v from 'valibot';
import { describeFaults, type FaultCatalogue } from './fault-catalogue';
import type { FaultTable, FaultTables } from './fault-tables';

/** 由表得到的类型 */
export type FaultOf<Table extends FaultTable> = {
  [Kind in keyof Table & string]: { readonly kind: Kind } & Readonly<v.InferOutput<v.ObjectSchema<Table[Kind], undefined>>>;
}[keyof Table & string];

const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const atLeast = (min: number) => v.pipe(v.number(), v.integer(), v.minValue(min));

/** 每个网关都会的请求故障；「提交」指账本已经改变。 */
export const COMMON_REQUEST_FAULTS = {
  /** 请求没到：连接断开，什么也没发生 */
  lostRequest: {},
  /** 请求还在路上：连接断开，ms 毫秒（网关时钟）之后才到，照常生效 */
  late: { ms: milliseconds },
  /** 已提交，回答丢失：连接断开 */
  lostAnswer: {},
  /** 已提交，过 ms 毫秒（真实时间）才回答 */
  timeout: { ms: milliseconds },
  /** 已提交，却回答系统错误 */
  systemErrorCommitted: {},
  /** 已提交，正文被截断 */
  truncated: {},
  /** 已提交，签名不对 */
  falseSignature: {},
  /** 已提交，没有签名 */
  unsigned: {},
  /** 已提交，状态是没见过的枚举值，并多一个没见过的字段 */
  unknownEnum: {},
} as const satisfies FaultTable;

/** 每个网关都会的通知故障，在通知产生时取用。 */
export const COMMON_CALLBACK_FAULTS = {
  /** 每次投递并行发 count 份 */
  duplicate: { count: v.pipe(atLeast(2), v.maxValue(64)) },
  /** 推迟首次投递，毫秒（网关时钟，压缩之前） */
  delay: { ms: milliseconds },
  /** 永不投递 */
  suppress: {},
  /** 等下一个通知先投递 */
  reorder: {},
} as const satisfies FaultTable;

interface Kinded {
  readonly kind: string;
}
/** 挑剧本用的编号：订单号、退款号、通知的种类 */
export type FaultContext = Readonly<Record<string, string | undefined>>;

export interface FaultRule<Operation extends string, Fault, Context> {
  /** '*' 表示这种故障那一边的任何操作；通知一律是 'callback' */
  readonly operation: Operation | '*';
  readonly fault: Fault;
  /** 生效几次，缺省 1；Infinity 表示一直生效 */
  readonly times?: number;
  /** 先放过几次，缺省 0 */
  readonly skip?: number;
  /** 另外的条件 */
  readonly when?: (context: Context) => boolean;
}

export interface FaultScript<Operation extends string, RequestFault extends Kinded, CallbackFault extends Kinded, Context> {
  /** @throws RangeError 这种故障不会发生在这个操作上 */
  add(rule: FaultRule<Operation, RequestFault | CallbackFault, Context>): void;
  /** 由 JSON 添加一条（控制接口）；不合格时返回原因 */
  addFrom(input: unknown): string | undefined;
  clear(): void;
  /** 会演的全部故障 */
  readonly catalogue: FaultCatalogue;
  /** 还没用完的规则 */
  pending(): readonly { readonly operation: Operation | '*'; readonly fault: RequestFault | CallbackFault; readonly left: number }[];
  /** 网关收到请求时取用：返回第一条符合的故障并消耗一次 */
  takeRequest(operation: Exclude<Operation, 'callback'>, context: Context): RequestFault | undefined;
  /** 通知产生时取用 */
  takeCallback(context: Context): CallbackFault | undefined;
}

/** 由一个网关的表得到的各种类型 */
export type OperationOf<T extends FaultTables> = T['operations'][number];
export type RequestFaultOf<T extends FaultTables> = FaultOf<T['requests']>;
export type CallbackFaultOf<T extends FaultTables> = FaultOf<T['callbacks']>;
export type NumbersOf<T extends FaultTables> = { readonly [Name in T['numbers'][number]]?: string };
export type ScriptOf<T extends FaultTables> = FaultScript<OperationOf<T>, RequestFaultOf<T>, CallbackFaultOf<T>, NumbersOf<T>>;
export type RuleOf<T extends FaultTables> = FaultRule<OperationOf<T>, RequestFaultOf<T> | CallbackFaultOf<T>, NumbersOf<T>>;

interface Entry<Rule> {
  readonly rule: Rule;
  skip: number;
  left: number;
}

const schemasOf = (table: FaultTable) =>
  Object.entries(table).map(([kind, entries]) => v.strictObject({ kind: v.literal(kind), ...entries }));

export function createFaultScript<T extends FaultTables>(tables: T): ScriptOf<T> {
  type Rule = RuleOf<T>;
  type Numbers = NumbersOf<T>;
  const { operations, requests, callbacks, numbers } = tables;
  const twice = Object.keys(requests).filter((kind) => Object.hasOwn(callbacks, kind));
  if (twice.length > 0) throw new Error(`故障 ${twice.join('、')} 同时属于请求与通知，'*' 的规则就说不清等哪一边`);
  let entries: Entry<Rule>[] = [];
  const ofCallback = ({ kind }: Kinded): boolean => Object.hasOwn(callbacks, kind);

  const ruleSchema = v.strictObject({
    operation: v.picklist(['*', ...operations]),
    fault: v.variant('kind', [...schemasOf(requests), ...schemasOf(callbacks)]),
    times: v.optional(atLeast(1)),
    skip: v.optional(atLeast(0)),
    ...Object.fromEntries(numbers.map((name) => [name, v.optional(v.string())])),
  });

  /** 规则说不通的原因。 */
  function objection({ operation, fault }: Rule): string | undefined {
    if (operation === '*' || ofCallback(fault) === (operation === 'callback')) return undefined;
    return `fault：${fault.kind} 不会发生在 ${operation} 上`;
  }
  function add(rule: Rule): void {
    const reason = objection(rule);
    if (reason !== undefined) throw new RangeError(reason);
    entries.push({ rule, skip: rule.skip ?? 0, left: rule.times ?? 1 });
  }
  function take(side: 'request' | 'callback', operation: string, context: Numbers): Rule['fault'] | undefined {
    const entry = entries.find(
      ({ rule }) =>
        ofCallback(rule.fault) === (side === 'callback') &&
        (rule.operation === '*' || rule.operation === operation) &&
        (rule.when?.(context) ?? true),
    );
    if (!entry) return undefined;
    if (entry.skip > 0) {
      entry.skip -= 1;
      return undefined;
    }
    entry.left -= 1;
    if (entry.left <= 0) entries = entries.filter((candidate) => candidate !== entry);
    return entry.rule.fault;
  }

  return {
    catalogue: describeFaults(tables),
    add,
    addFrom(input) {
      const parsed = v.safeParse(ruleSchema, input);
      if (!parsed.success) return parsed.issues.map((issue) => `${v.getDotPath(issue) ?? '(根)'}：${issue.message}`).join('；');
      const { operation, fault, times, skip, ...wanted } = parsed.output as Readonly<Record<string, unknown>>;
      const when: Rule['when'] = (context: FaultContext) =>
        Object.entries(wanted).every(([name, value]) => value === undefined || context[name] === value);
      const rule = { operation, fault, times, skip, when } as Rule;
      const reason = objection(rule);
      if (reason === undefined) add(rule);
      return reason;
    },
    clear: () => void (entries = []),
    pending: () => entries.map(({ rule, left }) => ({ operation: rule.operation, fault: rule.fault, left })),
    takeRequest: (operation, context) => take('request', operation, context) as RequestFaultOf<T> | undefined,
    takeCallback: (context) => take('callback', 'callback', context) as CallbackFaultOf<T> | undefined,
  };
}
