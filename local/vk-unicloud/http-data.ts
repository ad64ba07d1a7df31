/** HTTP 集成请求 → 路由事件（docs/protocols/vk-unicloud.md §4.1）。表单解析的毛病（不解码、数字化、等号后丢失）照原样保留。 */
import type { Json } from './platform';

export interface HttpEvent {
  readonly path?: unknown;
  readonly httpMethod?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly queryStringParameters?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

function parseQuery(query: unknown): Json {
  if (typeof query === 'string') return JSON.parse(query) as Json;
  return { ...((query ?? {}) as Json) };
}

function parseForm(text: string): Json {
  const out: Json = {};
  for (const pair of text.split('&')) {
    const [key, value = ''] = pair.split('=');
    if (!key) continue;
    const numeric = /^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value) && value.length <= 14 && !/^1\d{10}$/.test(value);
    out[key] = numeric ? Number(value) : value;
  }
  return out;
}

function parseBody(event: HttpEvent, allowForm: boolean): Json {
  if (typeof event.body === 'object' && event.body !== null) return event.body as Json;
  if (typeof event.body !== 'string' || event.body === '') return {};
  const text = event.isBase64Encoded === true ? Buffer.from(event.body, 'base64').toString('utf8') : event.body;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...(value as Json) };
  } catch {
    // 不是 JSON，继续看表单。
  }
  const type = event.headers?.['content-type'];
  return allowForm && typeof type === 'string' && type.includes('x-www-form-urlencoded') ? parseForm(text) : {};
}

export interface RoutedRequest {
  readonly url: string;
  readonly data: unknown;
  readonly uniIdToken: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** 子路径：路径即 url，查询串与正文合并为 data；根路径：`{ $url, data, uniIdToken }`。 */
export function readHttpRequest(event: HttpEvent): RoutedRequest {
  const path = text(event.path).replace(/^\/+/, '');
  const headerToken = text(event.headers?.['uni-id-token']) || text(event.headers?.['uni_id_token']);
  if (path === '') {
    const query = parseQuery(event.queryStringParameters);
    if (typeof query['data'] === 'string') query['data'] = JSON.parse(query['data']) as unknown;
    const merged: Json = { ...query, ...parseBody(event, false) };
    return { url: text(merged['$url']), data: merged['data'] ?? {}, uniIdToken: text(merged['uniIdToken']) || headerToken };
  }
  const data: Json = { ...parseQuery(event.queryStringParameters), ...parseBody(event, true) };
  const url = text(data['$url']) || path;
  const uniIdToken = text(data['uni_id_token']) || headerToken;
  delete data['$url'];
  delete data['uni_id_token'];
  return { url, data, uniIdToken };
}
