/**
 * 入参规则的检查：进门就检查，任何不合格的值都不会到达数据库或网关。规则在各业务的 `params.ts` 里。
 * 每个问题都点名字段路径；文案可直接给人看。
 */
import * as v from 'valibot';
import { findUnsupported } from './unsupported';

export interface ParamProblem {
  /** 字段路径，如 `data.total_fee` */
  readonly field: string;
  readonly problem: string;
}

/** 这个位置是不是必填：规则里不是 optional 就是。 */
function isRequired(schema: unknown, path: readonly string[]): boolean {
  let current = schema as { readonly type?: string; readonly entries?: Readonly<Record<string, unknown>> } | undefined;
  for (const key of path) current = current?.entries?.[key] as typeof current;
  return current !== undefined && current.type !== 'optional';
}

/** 没有给（必填的给了 null 或空文字也是没有给）说「不能为空」，不说类型。 */
function problemOf(schema: v.GenericSchema, issue: v.BaseIssue<unknown>): ParamProblem {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const empty = issue.input === undefined || ((issue.input === null || issue.input === '') && isRequired(schema, path));
  return { field: path.join('.') || '参数', problem: empty && path.length > 0 ? '不能为空' : issue.message };
}

/**
 * 按规则检查入参；会改变钱的去向或数目、而规则不认识的参数也算问题（unsupported.ts）。
 * 成功返回只含已知字段的值；失败返回全部问题（字段路径 + 中文说明），从不抛出。
 */
export function checkParams<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): { ok: true; value: v.InferOutput<Schema> } | { ok: false; problems: ParamProblem[] } {
  // 数组也是对象：全部字段可选的规则会放过它。
  if (Array.isArray(input)) return { ok: false, problems: [{ field: '参数', problem: '必须是对象' }] };
  const result = v.safeParse(schema, input, { abortPipeEarly: true });
  const unsupported = findUnsupported(schema, input);
  if (result.success && unsupported.length === 0) return { ok: true, value: result.output };
  return {
    ok: false,
    problems: [
      ...(result.success ? [] : result.issues.map((issue) => problemOf(schema, issue))),
      ...unsupported.map(({ path, problem }) => ({ field: path.join('.'), problem })),
    ],
  };
}
