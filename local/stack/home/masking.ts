/** 记下的正文里不该出现的：令牌、密码、付款人编号。签名与密文只留开头，知道有就够了。 */

const SECRET = /^(?:.*token|.*password|.*secret|.*openid|.*open_id|buyer_.*|payer_.*id|logon_id|buyer|privatekey|v3key)$/i;
const LONG = /^(?:sign|.*signature|ciphertext|app_cert_sn|alipay_root_cert_sn)$/i;
const HIDDEN = '（已隐藏）';
const HEAD = 12;

const shortened = (value: string): string => (value.length > HEAD * 2 ? `${value.slice(0, HEAD)}…（${value.length} 字）` : value);

/** 再深的不看，也不显示：谁都能发来几万层的 JSON。 */
const DEEPEST = 32;

function maskField(name: string, value: unknown, depth: number): unknown {
  if (value === null || value === '' || value === undefined) return value;
  if (SECRET.test(name)) return HIDDEN;
  if (LONG.test(name) && typeof value === 'string') return shortened(value);
  return masked(value, depth);
}

/** 一段 JSON 文字里可能还包着 JSON（biz_content、params）：拆开来才看得清，也才遮得住。 */
function unwrapped(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

export function masked(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    const inner = unwrapped(value);
    return typeof inner === 'string' ? inner : masked(inner, depth + 1);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return '（太深，没有显示）';
  if (Array.isArray(value)) return value.map((item) => masked(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskField(name, item, depth + 1)]));
}

const LONGEST = 16_000;
const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}\n…（共 ${text.length} 字）` : text);

/** 表单与查询串的写法 */
export const FORM = 'application/x-www-form-urlencoded';

/** 正文写成人能读的样子：JSON 与表单都排成缩进的 JSON，别的原样。 */
export function readable(text: string, contentType: string): string {
  if (text === '') return '';
  const value = contentType.toLowerCase().startsWith(FORM) ? Object.fromEntries(new URLSearchParams(text)) : unwrapped(text);
  return cut(typeof value === 'string' ? value : JSON.stringify(masked(value), null, 2));
}

const SHOWN_HEADERS = /^(?:content-type|wechatpay-(?:serial|timestamp|nonce|signature-type)|request-id|retry-after)$/;

/** 值得看的头；鉴权头只说有没有、是哪一种。 */
export function shownHeaders(headers: Headers): Record<string, string> {
  const shown: Record<string, string> = {};
  headers.forEach((value, name) => {
    if (SHOWN_HEADERS.test(name)) shown[name] = value;
    else if (name === 'authorization') shown[name] = `${value.split(' ')[0] ?? ''} …`;
    else if (name === 'wechatpay-signature') shown[name] = shortened(value);
  });
  return shown;
}
