/** 服务的加载与执行：文件形式（main）与云对象形式（docs/protocols/vk-unicloud.md §2.1、§2.3、§2.4）。 */
import type { Json } from './platform';

export interface LoadedService {
  run(event: Json): Promise<unknown>;
}
type ServiceModule = Json & { main?: unknown; isCloudObject?: unknown; _before?: unknown; _after?: unknown };

/** 框架自己决定的拒绝，不是抛错。 */
export class Refusal {
  constructor(readonly answer: Json) {}
}

function runObject(object: ServiceModule, method: string, event: Json): Promise<unknown> {
  const util = event['util'] as Json;
  const context = (event['originalParam'] as { context: Json }).context;
  const self: Json = {
    ...object,
    vk: util['vk'],
    methodName: method,
    getMethodName: () => method,
    getParams: () => event['data'],
    getUtil: () => util,
    getUserInfo: async () => event['userInfo'],
    getUniIdToken: () => event['uniIdToken'],
    getUniCloudRequestId: () => context['requestId'],
    getCloudInfo: () => ({ functionName: context['FUNCTION_NAME'], spaceInfo: context['SPACEINFO'] }),
    getClientInfo: () => ({
      uid: event['uid'],
      clientIP: context['CLIENTIP'],
      userAgent: context['CLIENTUA'],
      source: context['SOURCE'],
      ...(util['env'] as Json),
    }),
    getHttpInfo: () => (event['originalParam'] as { event: unknown }).event,
  };
  const call = async (): Promise<unknown> => {
    if (typeof object._before === 'function') {
      const before: unknown = await (object._before as () => unknown).call(self);
      if (typeof before === 'string') return { code: -1, msg: before };
      if (before === false) return { code: -1, msg: '' };
      if (typeof before === 'object' && before !== null && Number((before as Json)['code'] ?? 0) !== 0)
        return { code: (before as Json)['code'], msg: (before as Json)['msg'] };
    }
    const main = object[method] as (data: unknown) => unknown;
    try {
      const res: unknown = await main.call(self, event['data']);
      if (typeof object._after !== 'function') return res;
      const replaced: unknown = await (object._after as (input: Json) => unknown).call(self, { res });
      return typeof replaced === 'object' && replaced !== null ? replaced : res;
    } catch (err) {
      if (typeof object._after !== 'function') throw err;
      const replaced: unknown = await (object._after as (input: Json) => unknown).call(self, { err });
      if (replaced) return replaced;
      throw err;
    }
  };
  return call();
}

/** @throws 加载错误原样抛出 */
export function loadService(url: string, load: (path: string) => unknown): LoadedService | Refusal {
  const dot = url.lastIndexOf('.');
  if (dot < 0) {
    const module = load(`service/${url}`) as ServiceModule;
    if (typeof module.main !== 'function')
      throw Object.assign(new Error(`Cannot find module main of ${url}`), { code: 'MODULE_NOT_FOUND' });
    const main = module.main as (event: Json) => unknown;
    return { run: async (event) => main(event) };
  }
  const method = url.slice(dot + 1);
  if (method.startsWith('_')) return new Refusal({ code: 403, msg: '禁止访问私有函数！', filterId: 'access_denied' });
  const object = load(`service/${url.slice(0, dot)}`) as ServiceModule;
  if (object.isCloudObject !== true) return new Refusal({ code: 403, msg: '禁止访问私有对象内的函数！' });
  if (typeof object[method] !== 'function')
    throw Object.assign(new Error(`Cannot find module method ${method}`), { code: 'MODULE_NOT_FOUND' });
  return { run: (event) => runObject(object, method, event) };
}

/** 返回值的规整：undefined → {}；null → 与原框架一样成为 TypeError；errCode 补成 code。 */
export function normaliseResult(result: unknown): unknown {
  if (result === undefined) return {};
  if (result === null) throw new TypeError("Cannot read properties of null (reading 'code')");
  if (typeof result !== 'object' || Array.isArray(result) || Buffer.isBuffer(result)) return result;
  const object = result as Json;
  if (object['code'] === undefined && object['errCode'] !== undefined) return { ...object, code: object['errCode'], msg: object['errMsg'] };
  return object;
}
