/** 服务的加载与执行：文件形式（main）与云对象形式（docs/protocols/vk-unicloud.md §2.1、§2.3、§2.4）。 */
import type { Context, Json, UniId } from './platform';

export interface LoadedService {
  /** @throws 服务抛的错 */
  run(): Promise<unknown>;
  /** 云对象的 _after 可以接住错误；返回真值就用它答复 */
  rescue(thrown: unknown): Promise<unknown>;
}
type Method = (this: Json, argument?: unknown) => unknown;
type ServiceModule = Json & { main?: unknown; isCloudObject?: unknown; _before?: unknown; _after?: unknown };

/** 云对象每次调用是一份浅拷贝，加上这些。 */
function cloudObject(object: ServiceModule, methodName: string, event: Json): ServiceModule {
  const { context, event: raw } = event['originalParam'] as { context: Context; event: unknown };
  const filter = (event['filterResponse'] ?? {}) as Json;
  let known: Json | undefined;
  return Object.assign({}, object, {
    vk: (event['util'] as Json)['vk'],
    methodName,
    isCloudObject: true,
    getMethodName: () => methodName,
    getParams: () => event['data'],
    getUtil: () => event['util'],
    getUniIdToken: () => event['uniIdToken'],
    getUniCloudRequestId: () => context.requestId,
    getHttpInfo: () => raw,
    getCloudInfo: () => {
      const { provider, spaceId } = (context['SPACEINFO'] ?? {}) as Json;
      return { provider, spaceId, functionName: context.FUNCTION_NAME, functionType: 'cloudobject' };
    },
    getClientInfo: () => ({
      ...context,
      os: context.OS,
      appId: context.APPID,
      locale: context.LOCALE,
      clientIP: context.CLIENTIP,
      userAgent: context.CLIENTUA,
      platform: context.PLATFORM,
      deviceId: context.DEVICEID,
      source: context.SOURCE,
      uniIdToken: event['uniIdToken'],
      uid: filter['uid'],
      userInfo: filter['userInfo'],
      filterResponse: filter,
      originalParam: event['originalParam'],
    }),
    /** 过滤器没有取过就现在取：这一次一定读用户表。 */
    getUserInfo: async (): Promise<Json | undefined> => {
      const userInfo = filter['userInfo'] as Json | undefined;
      if (userInfo?.['_id']) return userInfo;
      if (known || !filter['uid']) return known;
      const checked = await ((event['util'] as Json)['uniID'] as UniId).checkToken(event['uniIdToken'], { needUserInfo: true });
      if (checked.code !== 0) throw new Error(`msg:token失效：${String(checked['errMsg'])}`);
      if (checked.userInfo?.['_id']) {
        const { token: _token, password: _password, ...rest } = checked.userInfo;
        known = rest;
      }
      return known;
    },
  });
}

/** 前置的 _before：文字、code 不为 0 的对象、false 都是「到此为止」。 */
async function stoppedBefore(self: ServiceModule): Promise<Json | undefined> {
  if (typeof self._before !== 'function') return undefined;
  const before: unknown = await (self._before as Method).call(self);
  if (typeof before === 'string') return { code: -1, msg: before };
  if (typeof before === 'object' && (before as Json)['code'] !== 0) return { code: (before as Json)['code'], msg: (before as Json)['msg'] };
  return before === false ? { code: -1, msg: '' } : undefined;
}

async function runMethod(self: ServiceModule, method: string, data: unknown): Promise<unknown> {
  const stopped = await stoppedBefore(self);
  if (stopped) return new Stopped(stopped);
  const res: unknown = await (self[method] as Method).call(self, data);
  if (typeof self._after !== 'function') return res;
  const replaced: unknown = await (self._after as Method).call(self, { res: res || {} });
  return typeof replaced === 'object' ? replaced : res;
}

/** _before 的答复不再加工。 */
class Stopped {
  constructor(readonly answer: Json) {}
}

/**
 * @throws 加载错误原样抛出；不是云对象、私有的方法、没有的方法各是一种错
 */
export function loadService(url: string, event: Json, load: (path: string) => unknown): LoadedService {
  const dot = url.lastIndexOf('.');
  if (dot < 0) {
    const module = load(`service/${url}`) as ServiceModule;
    return { run: () => deliver(event, () => (module as { main(event: Json): unknown }).main(event)), rescue: async () => undefined };
  }
  const method = url.slice(dot + 1);
  const object = Object.assign({}, load(`service/${url.slice(0, dot)}`)) as ServiceModule;
  if (!object.isCloudObject) throw new Error('msg:禁止访问私有对象内的函数！');
  if (method.startsWith('_')) throw new Error('msg:禁止访问私有函数！');
  if (typeof object[method] !== 'function') throw { code: 404, name: 'cloudObject', message: `not found【${url}】` };
  const self = cloudObject(object, method, event);
  return {
    run: () => deliver(event, () => runMethod(self, method, event['data'])),
    rescue: async (thrown) => (typeof self._after === 'function' ? (self._after as Method).call(self, { err: thrown }) : undefined),
  };
}

/** 执行，并按规矩加工返回值：换新的令牌附在对象上，undefined 成为 {}，null 是 TypeError。 */
async function deliver(event: Json, work: () => unknown): Promise<unknown> {
  const filter = (event['filterResponse'] ?? {}) as Json;
  if (filter['uid']) event['uid'] = filter['uid'];
  if (filter['userInfo']) event['userInfo'] = filter['userInfo'];
  const result = await work();
  if (result instanceof Stopped) return result.answer;
  if (result === null) throw new TypeError("Cannot read properties of null (reading 'vk_uni_token')");
  if (typeof result !== 'object') return result;
  const answer = result as Json;
  if (answer['vk_uni_token'] === undefined && filter['token'] && filter['tokenExpired'] !== undefined)
    answer['vk_uni_token'] = { token: filter['token'], tokenExpired: filter['tokenExpired'] };
  return codeFromErrCode(answer);
}

/** 没有 code 而有 errCode 的，补成 code 与 msg；undefined 成为 {}。 */
export function codeFromErrCode(result: unknown): unknown {
  if (result === undefined) return {};
  if (typeof result !== 'object') return result;
  const answer = result as Json;
  if (answer['code'] === undefined && answer['errCode'] !== undefined)
    Object.assign(answer, { code: answer['errCode'], msg: answer['errMsg'] });
  return answer;
}
