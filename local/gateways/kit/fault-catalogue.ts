/** 一个网关会演的全部故障，写成数据：开发者的页面据此列出可选的与要填的。 */
import type { FaultTable, FaultTables } from './fault-tables';

/** 故障里要填的一项。 */
export interface FaultField {
  readonly name: string;
  readonly type: 'number' | 'text' | 'choice';
  readonly choices?: readonly (string | number)[];
  readonly optional: boolean;
}
export interface FaultKind {
  readonly kind: string;
  /** 发生什么；没有写就是空的 */
  readonly words: string;
  readonly fields: readonly FaultField[];
}
export interface FaultCatalogue {
  /** 商户调网关的操作；'*' 与 'callback' 不在其中 */
  readonly operations: readonly string[];
  readonly requests: readonly FaultKind[];
  readonly callbacks: readonly FaultKind[];
}

/** 每个网关都有的那些。 */
const COMMON_WORDS: Readonly<Record<string, string>> = {
  lostRequest: '请求没到，连接断开',
  late: '连接断开，请求还在路上，过这么久才到（毫秒）',
  lostAnswer: '已经生效，答复丢失',
  timeout: '已经生效，过这么久才答（毫秒）',
  systemErrorCommitted: '已经生效，却答系统错误',
  truncated: '已经生效，答复被截断',
  falseSignature: '已经生效，答复的签名不对',
  unsigned: '已经生效，答复没有签名',
  unknownEnum: '状态是没见过的值',
  http: '没有生效，答这个 HTTP 状态',
  error: '没有生效，答指定的错误',
  duplicate: '每次投递并行发几份',
  delay: '推迟投递（毫秒）',
  suppress: '永不投递',
  reorder: '等下一个通知先到',
  prelude: '先来一个不该被接受的',
};

/** 校验规则里读得出的样子。 */
interface Readable {
  readonly type: string;
  readonly options?: readonly (string | number)[];
  readonly wrapped?: Readable;
}

function fieldOf(name: string, schema: Readable): FaultField {
  const optional = schema.type === 'optional';
  const inner = optional && schema.wrapped ? schema.wrapped : schema;
  if (inner.type === 'picklist') return { name, type: 'choice', choices: inner.options ?? [], optional };
  return { name, type: inner.type === 'number' ? 'number' : 'text', optional };
}

const kindsOf = (table: FaultTable, words: Readonly<Record<string, string>>): FaultKind[] =>
  Object.entries(table).map(([kind, entries]) => ({
    kind,
    words: words[kind] ?? COMMON_WORDS[kind] ?? '',
    fields: Object.entries(entries).map(([name, schema]) => fieldOf(name, schema as unknown as Readable)),
  }));

export function describeFaults({ operations, requests, callbacks, words = {} }: FaultTables): FaultCatalogue {
  return {
    operations: operations.filter((operation) => operation !== 'callback'),
    requests: kindsOf(requests, words),
    callbacks: kindsOf(callbacks, words),
  };
}
