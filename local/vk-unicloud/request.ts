/** vk.request 与 vk.callFunction（docs/protocols/vk-unicloud.md §8）。 */
import type { Context, HttpResponse, Json } from './platform';

/**
 * 默认 POST、dataType json；会改动传入的 opts；非 2xx 不抛错。
 * data 为假值（空正文、0、null）时返回整个应答；needOriginalRes 总是返回整个应答。
 */
export async function vkRequest(opts: Json): Promise<unknown> {
  opts['method'] ??= 'POST';
  if (opts['dataType'] === undefined) opts['dataType'] = 'json';
  else if (opts['dataType'] === 'default' || opts['dataType'] === '') delete opts['dataType'];
  if (opts['headers'] === undefined && opts['header'] !== undefined) opts['headers'] = opts['header'];
  if (opts['useContent']) opts['content'] = JSON.stringify(opts['data']);
  const response: HttpResponse = await uniCloud.httpclient.request(String(opts['url']), opts);
  if (opts['needOriginalRes']) return { status: response.status, headers: response.headers, data: response.data };
  return response.data || response;
}

interface CallOptions {
  name?: string;
  url: string;
  data?: Json;
  uniIdToken?: string;
  event?: { uniIdToken?: string; originalParam?: { context?: Context } };
  clientInfo?: Json;
}

/** 经 uniCloud.callFunction 调用另一个服务；业务错误不抛出。 */
export async function vkCallFunction({ name, url, data = {}, uniIdToken, event, clientInfo }: CallOptions): Promise<unknown> {
  const context = event?.originalParam?.context;
  const forwarded =
    clientInfo ??
    (context
      ? {
          clientIP: context.CLIENTIP,
          userAgent: context.CLIENTUA,
          appId: context.APPID,
          uniPlatform: context.PLATFORM,
          locale: context.LOCALE,
        }
      : undefined);
  const target = name ?? (uniCloud.context as Context | undefined)?.FUNCTION_NAME ?? 'router';
  const token = uniIdToken ?? event?.uniIdToken;
  const { result } = await uniCloud.callFunction({
    name: target,
    data: { $url: url, data: { ...data, ...(forwarded ? { vk_context: forwarded } : {}) }, ...(token ? { uniIdToken: token } : {}) },
  });
  return result;
}
