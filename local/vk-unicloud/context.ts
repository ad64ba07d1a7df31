/**
 * 请求上下文的改写（docs/protocols/vk-unicloud.md §3）。PLATFORM、APPID 等客户端说什么就是什么（不可信）；
 * SOURCE、requestId 从不改动；只有函数间调用时 CLIENTIP 才会被 vk_context 取代。
 */
import { isNull } from './pubfn';
import type { Context, Json } from './platform';

/** web 与 h5、app 与 app-plus 各自统一成配置里喜欢的那个名字；先于一切改写。 */
export function preferPlatform(context: Context, read: (key: string, fallback: string) => string): void {
  const { PLATFORM = '' } = context;
  if (['h5', 'web'].includes(PLATFORM)) context.PLATFORM = read('preferedWebPlatform', 'h5');
  else if (['app', 'app-plus'].includes(PLATFORM)) context.PLATFORM = read('preferedAppPlatform', 'app-plus');
}

/** 云函数 HTTP 调用的请求头 → vk_context 的键 */
const HEADERS: Readonly<Record<string, string>> = {
  'vk-appId': 'appId',
  'vk-appid': 'appid',
  'vk-platform': 'platform',
  'vk-locale': 'locale',
  'vk-device-id': 'deviceId',
  'vk-client-ip': 'clientIP',
  'vk-os': 'os',
};
/** vk_context 的键 → 上下文；后面的盖过前面的 */
const PASSED = [
  ['appId', 'APPID'],
  ['appid', 'APPID'],
  ['platform', 'PLATFORM'],
  ['locale', 'LOCALE'],
  ['os', 'OS'],
  ['deviceId', 'DEVICEID'],
] as const;
const DATA = [
  ['vk_appId', 'APPID'],
  ['vk_appid', 'APPID'],
  ['vk_platform', 'PLATFORM'],
  ['vk_locale', 'LOCALE'],
] as const;

type Fields = readonly (readonly [string, 'APPID' | 'PLATFORM' | 'LOCALE' | 'OS' | 'DEVICEID'])[];

function copy(context: Context, source: Json, fields: Fields): void {
  for (const [from, to] of fields) if (source[from]) context[to] = source[from] as string;
}

export function applyContext(context: Context, data: Json, headers: Json, fallback: Json | undefined): void {
  copy(context, data, DATA);
  const passed: Json = {};
  for (const [header, key] of Object.entries(HEADERS)) if (headers[header]) passed[key] = headers[header];
  if (typeof data['vk_context'] === 'object') {
    Object.assign(passed, data['vk_context']);
    delete data['vk_context'];
  }
  copy(context, passed, PASSED);
  const { clientIP, userAgent } = passed as { clientIP?: string; userAgent?: string };
  const between = context.SOURCE === 'function';
  if (clientIP && (between || !context.CLIENTIP)) context.CLIENTIP = clientIP;
  if (userAgent && between) context.CLIENTUA = userAgent;
  if (isNull(fallback) || !(isNull(context.APPID) || isNull(context.PLATFORM))) return;
  for (const field of ['APPID', 'PLATFORM', 'LOCALE', 'CLIENTIP'] as const) context[field] ||= fallback?.[field] as string;
}
