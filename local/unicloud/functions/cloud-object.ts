/**
 * 云对象（docs/protocols/unicloud.md §1.12）：`index.obj.js` 导出的一组方法 → 云函数的入口。
 * 文档没有说能用的这里就不能用：`_` 开头的外面叫不到，`this` 上只有文档里的方法与 `_before` 自己挂的东西，
 * 方法之间不能互相叫。
 */
import { PlatformError } from '../platform-error';
import type { CloudContext, Request } from './context';

type Method = (this: object, ...params: unknown[]) => unknown;
type Values = Readonly<Record<string, unknown>>;

interface Call {
  readonly name: string;
  readonly params: readonly unknown[];
}

const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

/** 叫的是哪个方法、参数是什么：HTTP 看路径的第一段与查询串，定时是 `_timing`，其余写在 event 里。 */
function callIn(event: unknown, source: CloudContext['SOURCE']): Call {
  const { method, params, path, queryStringParameters } = (isObject(event) ? event : {}) as Values;
  if (source === 'timing') return { name: '_timing', params: [event] };
  if (source !== 'http') return { name: String(method ?? ''), params: Array.isArray(params) ? (params as unknown[]) : [] };
  const [, name = ''] = String(path).split('/');
  return { name, params: [isObject(queryStringParameters) ? queryStringParameters : {}] };
}

/** App 不分 Vue 2、Vue 3，都叫 app。 */
const platformOf = (context: CloudContext): object => {
  const { PLATFORM } = context;
  return PLATFORM === undefined ? {} : { platform: PLATFORM === 'app-plus' ? 'app' : PLATFORM };
};

/** 这一次调用的 this。 */
function scopeOf({ name, params }: Call, event: unknown, { context, clientInfo }: Request): object {
  const { SPACEINFO, FUNCTION_NAME, SOURCE, CLIENTIP, CLIENTUA, requestId, uniIdToken } = context;
  const token = uniIdToken === undefined ? {} : { uniIdToken };
  const known = { clientIP: CLIENTIP, userAgent: CLIENTUA, source: SOURCE, requestId };
  return {
    getClientInfo: () => ({ ...clientInfo, ...platformOf(context), ...token, ...known }),
    getCloudInfo: () => ({
      provider: SPACEINFO.provider,
      spaceId: SPACEINFO.spaceId,
      functionName: FUNCTION_NAME,
      functionType: 'cloudobject',
    }),
    getUniIdToken: () => uniIdToken,
    getMethodName: () => name,
    getParams: () => [...params],
    getUniCloudRequestId: () => requestId,
    getHttpInfo() {
      if (SOURCE !== 'http') throw new Error('getHttpInfo 只有 URL 化的请求里才有');
      return event;
    },
  };
}

/**
 * @param exported `index.obj.js` 导出的
 * @returns 云函数的 main；方法、_before、_after 抛的原样抛出
 * @throws Error 导出的不是一组方法
 */
export function cloudObject(exported: unknown, current: () => Request): (event: unknown) => Promise<unknown> {
  if (!isObject(exported)) throw new Error('云对象必须导出一个对象');
  const own = (name: string): Method | undefined => {
    const found = Object.hasOwn(exported, name) ? exported[name] : undefined;
    return typeof found === 'function' ? (found as Method) : undefined;
  };
  return async (event) => {
    const request = current();
    const call = callIn(event, request.context.SOURCE);
    const method = call.name.startsWith('_') && request.context.SOURCE !== 'timing' ? undefined : own(call.name);
    if (!method) throw new PlatformError('FunctionBizError', `云对象没有方法 ${call.name.slice(0, 64)}`, request.context.requestId);
    const scope = scopeOf(call, event, request);
    const after = own('_after');
    let result: unknown;
    let failure: { readonly error: unknown } | undefined;
    try {
      await own('_before')?.call(scope);
      result = await method.apply(scope, [...call.params]);
    } catch (error) {
      failure = { error };
    }
    if (after) return after.call(scope, failure?.error ?? null, result);
    if (failure) throw failure.error;
    return result;
  };
}

/**
 * 云端的 `uniCloud.importObject`：叫一个方法就是叫一次云函数，答什么就是什么（`errCode` 不为 0 也是答复）。
 * 客户端信息与登录凭证不会自己带过去，要的话写在参数里。
 */
export function importedObject(name: string, callFunction: (data: object) => Promise<{ readonly result: unknown }>): object {
  return new Proxy(
    {},
    {
      get(_target, method) {
        // await 一个云对象时会问它有没有 then：没有。
        if (typeof method === 'symbol' || method === 'then') return undefined;
        return async (...params: unknown[]) => (await callFunction({ method, params })).result;
      },
    },
  );
}
