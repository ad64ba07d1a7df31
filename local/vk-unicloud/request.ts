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
  /** 转发令牌与客户端信息 */
  event?: { uniIdToken?: unknown; originalParam?: { context?: Context } };
  clientInfo?: Json;
}

/** vk_context 里转发的字段；被调的一方据此改写自己的上下文 */
const FORWARDED = ['appId', 'platform', 'locale', 'clientIP', 'os', 'userAgent', 'deviceId'] as const;

/** 经 uniCloud.callFunction 调用另一个服务；业务错误不抛出。缺省叫 router，不是自己。 */
export async function vkCallFunction({
  name = 'router',
  url,
  data = {},
  uniIdToken,
  event,
  clientInfo = {},
}: CallOptions): Promise<unknown> {
  const context = event?.originalParam?.context;
  const info: Json = context
    ? {
        appId: context.APPID,
        platform: context.PLATFORM,
        locale: context.LOCALE,
        clientIP: context.CLIENTIP,
        os: context.OS,
        userAgent: context.CLIENTUA,
        deviceId: context.DEVICEID,
        uniIdToken: event?.uniIdToken,
      }
    : clientInfo;
  const token = (context ? event?.uniIdToken : uniIdToken) || info['uniIdToken'];
  const vk_context = Object.fromEntries(FORWARDED.map((key) => [key, info[key]]));
  const { result } = await uniCloud.callFunction({ name, data: { $url: url, uniIdToken: token, data: { ...data, vk_context } } });
  return result;
}
