/**
 * 请求上下文的改写（docs/protocols/vk-unicloud.md §3）。PLATFORM、APPID 等客户端说什么就是什么（不可信）；
 * SOURCE、requestId 从不改动；只有函数间调用时 CLIENTIP 才会被 vk_context 取代。
 */
import type { Context, Json } from './platform';

const HEADER_FIELDS = { APPID: 'vk-appid', PLATFORM: 'vk-platform', LOCALE: 'vk-locale', OS: 'vk-os', DEVICEID: 'vk-device-id' } as const;
const CONTEXT_FIELDS = { APPID: 'appId', PLATFORM: 'uniPlatform', LOCALE: 'locale', OS: 'osName', DEVICEID: 'deviceId' } as const;

export function applyContext(context: Context, data: unknown, headers: Json, fallback: Json): void {
  const params = (typeof data === 'object' && data !== null ? data : {}) as Json;
  const passed = (typeof params['vk_context'] === 'object' && params['vk_context'] !== null ? params['vk_context'] : {}) as Json;
  for (const field of Object.keys(HEADER_FIELDS) as (keyof typeof HEADER_FIELDS)[]) {
    const value = headers[HEADER_FIELDS[field]] ?? passed[CONTEXT_FIELDS[field]];
    if (typeof value === 'string' && value !== '') context[field] = value;
  }
  const appid = params['vk_appid'] ?? params['vk_appId'];
  if (typeof appid === 'string') context.APPID = appid;
  if (typeof params['vk_platform'] === 'string') context.PLATFORM = params['vk_platform'];
  if (typeof params['vk_locale'] === 'string') context.LOCALE = params['vk_locale'];
  if (!context.APPID || !context.PLATFORM) {
    for (const field of ['APPID', 'PLATFORM', 'LOCALE', 'CLIENTIP'] as const)
      if (!context[field] && typeof fallback[field] === 'string') context[field] = fallback[field];
  }
  const ip = passed['clientIP'];
  if (context.SOURCE === 'function') {
    if (typeof ip === 'string') context.CLIENTIP = ip;
    if (typeof passed['userAgent'] === 'string') context.CLIENTUA = passed['userAgent'];
  } else if (!context.CLIENTIP) {
    const header = headers['vk-client-ip'];
    context.CLIENTIP = typeof header === 'string' ? header : typeof ip === 'string' ? ip : (context.CLIENTIP ?? '');
  }
  delete params['vk_context'];
}
