/** 中间件（docs/protocols/vk-unicloud.md §5）：按 index 排队，按 url 匹配，分四个时机。 */
import type { Json } from './platform';

export type Mode = 'onActionExecuting' | 'onActionIntercepted' | 'onActionExecuted' | 'onActionError';

export interface Middleware {
  readonly id?: string;
  readonly regExp?: unknown;
  readonly index?: number;
  readonly mode?: Mode;
  readonly enable?: boolean;
  readonly main: (event: Json, result?: Json) => unknown;
}

/** 字符串当正则、数组任一、函数为真；正则字面量永远不匹配，没有 regExp 也不匹配。 */
function matches({ regExp }: Middleware, url: string): boolean {
  if (typeof regExp === 'string') return new RegExp(regExp).test(url);
  if (typeof regExp === 'function') return Boolean((regExp as (url: string) => unknown)(url));
  if (Array.isArray(regExp)) return regExp.some((item) => new RegExp(item as string).test(url));
  return false;
}

/** 内置的在前，项目的在后，按 index 稳定排序；同 id 只留排在最前的（没有 id 的也只留一个）。 */
export function queue(builtIn: readonly Middleware[], own: readonly Middleware[] | undefined): Middleware[] {
  if (!own) return [...builtIn];
  const seen = new Set<string | undefined>();
  return [...builtIn, ...own]
    .sort((a, b) => (a.index as number) - (b.index as number))
    .filter(({ id }) => !seen.has(id) && Boolean(seen.add(id)));
}

const selected = (list: readonly Middleware[], mode: Mode, url: string): Middleware[] =>
  list.filter((item) => (item.enable ?? true) && (item.mode ?? 'onActionExecuting') === mode && matches(item, url));

/**
 * 前置：全部返回 code 0 才放行，得到合并的结果；第一个不为 0 的就是拒绝的答复。
 * @throws 中间件抛的错原样抛出；没有返回对象是 TypeError
 */
export async function runBefore(list: readonly Middleware[], event: Json): Promise<Json> {
  const stack: Json[] = [];
  let merged: Json = { code: 403, msg: 'access denied', filterStack: stack };
  for (const item of selected(list, 'onActionExecuting', String(event['url']))) {
    event['filterResponse'] = merged;
    const result = (await item.main(event)) as Json;
    result['filterId'] = item.id;
    stack.push(result);
    if (result['code'] !== 0) return result;
    merged = Object.assign(merged, result);
  }
  return merged;
}

/** 后置的三个时机：falsy 不变；code 为 0 合并；其余取代并停止。@throws 中间件抛的错原样抛出 */
export async function runAfter(
  list: readonly Middleware[],
  mode: Exclude<Mode, 'onActionExecuting'>,
  event: Json,
  answer: unknown,
): Promise<unknown> {
  let current = answer;
  for (const item of selected(list, mode, String(event['url']))) {
    const result = (await item.main(event, current as Json)) as Json | undefined;
    if (!result) continue;
    if (result['code'] !== 0) return result;
    current = Object.assign(current as Json, result);
  }
  return current;
}
