/** vk.router（docs/protocols/vk-unicloud.md §2–§5）：解析请求 → 过滤器 → 加载服务 → 执行 → 后置中间件。错误一律变成返回的对象。 */
import type { BaseDao } from './base-dao';
import { applyContext, preferPlatform } from './context';
import { failureOf, loadFailureOf, middlewareFailure } from './failures';
import { builtInFilters } from './filters';
import { readHttpRequest, type HttpEvent, type RoutedRequest } from './http-data';
import { queue, runAfter, runBefore, type Middleware } from './middleware';
import type { Context, Database, Json, UniId } from './platform';
import { codeFromErrCode, loadService, type LoadedService } from './service';

export interface RouterParts {
  readonly dao: BaseDao;
  readonly command: Database['command'];
  readonly uniID: (context: Context) => UniId;
  readonly middleware: readonly Middleware[] | undefined;
  readonly util: Json;
  readonly load: (path: string) => unknown;
  readonly readConfig: (key: string) => unknown;
  /** 这个应用的 uni-id 配置；没写的用缺省 */
  readonly readUniIdConfig: <T>(key: string, fallback: T) => T;
}

interface RouterInput {
  readonly event: unknown;
  readonly context: Context;
  readonly vk: unknown;
}

const DEFAULT_TOKEN_LIMIT = 10;

function readRequest(event: Json): RoutedRequest {
  if (event['httpMethod']) return readHttpRequest(event as HttpEvent);
  const cloned = JSON.parse(JSON.stringify(event)) as Json;
  return {
    url: cloned['$url'] || '',
    data: cloned['data'] || {},
    uniIdToken: cloned['uniIdToken'] || cloned['uni_id_token'],
  };
}

/** 核验过的 uid 取代调用方自己写的；data 不是对象时这里就报错（原框架如此）。 */
function plantUid(data: unknown, uid: unknown): void {
  const target = data as Json;
  delete target['uid'];
  if (!uid) return;
  if (typeof target !== 'object') throw new TypeError(`Cannot create property 'uid' on ${typeof target} '${String(target)}'`);
  target['uid'] = uid;
}

export async function route(parts: RouterParts, input: RouterInput): Promise<unknown> {
  const { context } = input;
  if (parts.readConfig('vk.system.serviceShutdown')) return { code: 405, msg: parts.readConfig('vk.system.serviceShutdownDescription') };
  preferPlatform(context, parts.readUniIdConfig);

  const request = readRequest(input.event as Json);
  const url = typeof request.url === 'string' ? request.url.trim() : request.url;
  const headers = ((input.event as Json)['headers'] ?? {}) as Json;
  applyContext(context, request.data as Json, headers, parts.readConfig('vk.context') as Json | undefined);
  const uniID = parts.uniID(context);
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
  const { requestId } = context;
  const event: Json = {
    url,
    data: request.data,
    uniIdToken: request.uniIdToken,
    util: { ...parts.util, uniID, env },
    originalParam: { event: input.event, context },
  };
  const limits = { tokenMaxLimit: parts.readUniIdConfig('tokenMaxLimit', DEFAULT_TOKEN_LIMIT) };
  const list = queue(builtInFilters({ uniID, dao: parts.dao, command: parts.command, ...limits }), parts.middleware);
  const failed = async (failure: Json): Promise<unknown> => codeFromErrCode(await runAfter(list, 'onActionError', event, failure));

  let passed: Json;
  try {
    passed = await runBefore(list, event);
    if (passed['code'] !== 0) {
      try {
        return codeFromErrCode(await runAfter(list, 'onActionIntercepted', event, passed));
      } catch (thrown) {
        return await failed(middlewareFailure(`云函数 ${String(url)} 的中间件 onActionIntercepted 运行异常!`, thrown, requestId));
      }
    }
    plantUid(event['data'], passed['uid']);
    event['filterResponse'] = passed;
  } catch (thrown) {
    const { msg } = thrown as { msg?: string };
    return failed(middlewareFailure(msg ?? `云函数 ${String(url)} 的中间件 onActionExecuting 运行异常!`, thrown, requestId));
  }

  let service: LoadedService;
  try {
    service = loadService(String(url), event, parts.load);
  } catch (thrown) {
    return failed(loadFailureOf(urlShown(url, input.event), thrown, requestId));
  }
  let answer: unknown;
  try {
    answer = await service.run();
  } catch (thrown) {
    const replaced = await service.rescue(thrown);
    return replaced ? replaced : failed(failureOf(urlShown(url, input.event), thrown, requestId));
  }
  try {
    answer = await runAfter(list, 'onActionExecuted', event, answer);
  } catch (thrown) {
    const { msg } = thrown as { msg?: string };
    return failed(middlewareFailure(msg ?? `云函数 ${String(url)} 的中间件 onActionExecuted 运行异常!`, thrown, requestId));
  }
  return codeFromErrCode(answer);
}

/** HTTP 调用的错误里显示的是请求的路径，不是改写之后的。 */
function urlShown(url: unknown, event: unknown): string {
  const { httpMethod, path } = event as HttpEvent;
  return httpMethod && typeof path === 'string' && path !== '' ? path.slice(1) : String(url);
}
