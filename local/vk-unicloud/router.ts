/** vk.router（docs/protocols/vk-unicloud.md §2–§5）：解析请求 → 过滤器 → 加载服务 → 执行 → 后置中间件。错误一律变成返回的对象。 */
import { applyContext } from './context';
import { failureOf, loadFailureOf } from './failures';
import { builtInFilters, selectMiddleware, type Middleware, type Mode } from './filters';
import { readHttpRequest, type HttpEvent, type RoutedRequest } from './http-data';
import type { BaseDao } from './base-dao';
import type { Context, Json, UniId } from './platform';
import { loadService, normaliseResult, Refusal } from './service';

export interface RouterParts {
  readonly dao: BaseDao;
  readonly uniID: (context: Context) => UniId;
  readonly middleware: readonly Middleware[];
  readonly util: Json;
  readonly load: (path: string) => unknown;
  readonly readConfig: (key: string) => unknown;
}

interface RouterInput {
  readonly event: unknown;
  readonly context: Context;
  readonly vk: unknown;
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function readRequest(event: Json, context: Context): RoutedRequest {
  if (context.SOURCE === 'http' || (event['httpMethod'] !== undefined && event['path'] !== undefined))
    return readHttpRequest(event as HttpEvent);
  const cloned = JSON.parse(JSON.stringify(event)) as Json;
  const token = cloned['uniIdToken'] ?? cloned['uni_id_token'];
  return {
    url: typeof cloned['$url'] === 'string' ? cloned['$url'] : '',
    data: cloned['data'] ?? {},
    uniIdToken: typeof token === 'string' ? token : '',
  };
}

/** 后置中间件的结果：falsy 不变；code 为 0 合并；其余取代并停止。 */
async function runAfter(
  list: readonly Middleware[],
  mode: Mode,
  url: string,
  event: Json,
  answer: unknown,
  requestId: string | undefined,
): Promise<unknown> {
  let current = answer;
  for (const item of selectMiddleware(list, mode, url)) {
    let result: unknown;
    try {
      result = await item.main(event, current as Json);
    } catch (thrown) {
      if (mode === 'onActionError') throw thrown;
      const { msg } = (thrown ?? {}) as { msg?: unknown };
      return { code: 500, msg: msg ?? `云函数 ${url} 的中间件 ${mode} 运行异常!`, requestId };
    }
    if (!result) continue;
    if (!isObject(result) || result['code'] !== 0) return result;
    current = { ...(current as Json), ...result };
  }
  return current;
}

export async function route(parts: RouterParts, input: RouterInput): Promise<unknown> {
  if (!input.context) throw new Error('context 不能为空');
  const { context } = input;
  const raw = (isObject(input.event) ? input.event : {}) as Json;
  const { requestId } = context;
  if (parts.readConfig('vk.system.serviceShutdown') === true)
    return { code: 405, msg: parts.readConfig('vk.system.serviceShutdownDescription') ?? '服务已关闭' };

  const request = readRequest(raw, context);
  const url = request.url.trim();
  applyContext(context, request.data, isObject(raw['headers']) ? raw['headers'] : {}, (parts.readConfig('vk.context') ?? {}) as Json);
  const env = {
    APPID: context.APPID,
    CLIENTIP: context.CLIENTIP,
    DEVICEID: context.DEVICEID,
    LOCALE: context.LOCALE,
    OS: context.OS,
    PLATFORM: context.PLATFORM,
    CLIENTUA: context.CLIENTUA,
  };
  uniCloud.vk = input.vk;
  uniCloud.env = env;
  uniCloud.context = context;
  const uniID = parts.uniID(context);
  const event: Json = {
    url,
    data: request.data,
    uniIdToken: request.uniIdToken,
    util: { ...parts.util, uniID, env },
    originalParam: { event: input.event, context },
  };
  const list = [...parts.middleware, ...builtInFilters({ uniID, dao: parts.dao })];

  const refusal = await runFilters(list, url, event);
  if (refusal) return runAfter(list, 'onActionIntercepted', url, event, refusal, requestId);
  const filterResponse = event['filterResponse'] as Json;
  if (isObject(event['data'])) {
    delete event['data']['uid'];
    if (filterResponse['uid'] !== undefined) event['data']['uid'] = filterResponse['uid'];
  }
  if (filterResponse['uid'] !== undefined) event['uid'] = filterResponse['uid'];
  if (filterResponse['userInfo'] !== undefined) event['userInfo'] = filterResponse['userInfo'];

  let failure: Json;
  try {
    const service = loadService(url, parts.load);
    if (service instanceof Refusal) return service.answer;
    try {
      const result = normaliseResult(await service.run(event));
      if (
        isObject(result) &&
        filterResponse['token'] !== undefined &&
        result['vk_uni_token'] === undefined &&
        !result['mpserverlessComposedResponse']
      ) {
        result['vk_uni_token'] = { token: filterResponse['token'], tokenExpired: filterResponse['tokenExpired'] };
      }
      return await runAfter(list, 'onActionExecuted', url, event, result, requestId);
    } catch (thrown) {
      failure = failureOf(url, thrown, requestId);
    }
  } catch (thrown) {
    failure = loadFailureOf(url, thrown, requestId);
  }
  return runAfter(list, 'onActionError', url, event, failure, requestId);
}

/** 依次执行前置过滤器；全部放行返回 undefined，并把合并结果放进 event.filterResponse。 */
async function runFilters(list: readonly Middleware[], url: string, event: Json): Promise<Json | undefined> {
  const matched = selectMiddleware(list, 'onActionExecuting', url);
  const stack: Json[] = [];
  let merged: Json = { code: 0, filterStack: stack };
  event['filterResponse'] = merged;
  if (matched.length === 0) return { code: 403, msg: 'access denied', filterStack: stack };
  for (const item of matched) {
    let result: unknown;
    try {
      result = await item.main(event);
    } catch (thrown) {
      const { msg } = (thrown ?? {}) as { msg?: unknown };
      return { code: 500, msg: msg ?? `云函数 ${url} 的中间件 onActionExecuting 运行异常!`, filterId: item.id };
    }
    if (!isObject(result) || result['code'] !== 0) return { ...(isObject(result) ? result : { code: 500 }), filterId: item.id };
    stack.push({ filterId: item.id, ...result });
    merged = { ...merged, ...result, filterId: item.id, filterStack: stack };
    event['filterResponse'] = merged;
  }
  return undefined;
}
