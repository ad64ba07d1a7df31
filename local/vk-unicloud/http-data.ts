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

const MAX_NUMBER_LENGTH = 14;
const MOBILE = /^1[3-9]\d{9}$/;
/** 身份证号（15 位的全是数字，18 位的超长，本来就不变） */
const ID_CARD = /^\d{15}$/;

/** 看着像数字的变成数字；太长的、手机号、前导零的不变。 */
function numeric(text: string | undefined): unknown {
  if (!text || Number.isNaN(Number(text))) return text;
  if (text.length > MAX_NUMBER_LENGTH || MOBILE.test(text) || ID_CARD.test(text)) return text;
  return text.length > 1 && text.startsWith('0') && text[1] !== '.' ? text : Number(text);
}

function parseForm(text: string): Json {
  const pairs = text.split('&').map((pair) => pair.split('='));
  return Object.fromEntries(pairs.map(([key = '', value]) => [key, numeric(value)]));
}

function parseBody(event: HttpEvent, allowForm: boolean): Json {
  const { body } = event;
  if (!body) return {};
  if (typeof body !== 'string') return { ...(body as Json) };
  const text = event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  try {
    return Object.assign({}, JSON.parse(text)) as Json;
  } catch {
    // 不是 JSON，继续看表单。
  }
  const type = event.headers?.['content-type'];
  return allowForm && typeof type === 'string' && type.includes('x-www-form-urlencoded') ? parseForm(text) : {};
}

export interface RoutedRequest {
  readonly url: unknown;
  readonly data: unknown;
  readonly uniIdToken: unknown;
}

/** 子路径：路径即 url，查询串与正文合并为 data；根路径：`{ $url, data, uniIdToken }`。 */
export function readHttpRequest(event: HttpEvent): RoutedRequest {
  const path = typeof event.path === 'string' ? event.path.replace(/^\//, '') : '';
  const headerToken = event.headers?.['uni-id-token'] || event.headers?.['uni_id_token'];
  const query = event.queryStringParameters;
  if (path === '') {
    const given = { ...(query as Json) };
    if (typeof given['data'] === 'string') given['data'] = JSON.parse(given['data']) as unknown;
    const merged: Json = { ...given, ...parseBody(event, false) };
    return {
      url: merged['$url'] || '',
      data: merged['data'] || {},
      uniIdToken: merged['uniIdToken'] || merged['uni_id_token'] || headerToken,
    };
  }
  const data: Json = { ...(typeof query === 'string' ? (JSON.parse(query) as Json) : (query as Json)), ...parseBody(event, true) };
  const uniIdToken = data['uni_id_token'] || headerToken;
  delete data['uni_id_token'];
  return { url: data['$url'] || path, data, uniIdToken };
}
