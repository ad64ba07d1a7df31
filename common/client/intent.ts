/** 业务意图（要买什么）与页面地址之间的互换。价格永远由服务端决定。 */

export interface PaymentIntent {
  readonly type: string;
  /** 分；只有按金额付款的类型（充值）才有 */
  readonly total_fee?: number;
  readonly custom?: Readonly<Record<string, string | number>>;
}

export const CHECKOUT_PAGE = '/pages/checkout/checkout';
export const RESULT_PAGE = '/pages/result/result';
export const ORDERS_PAGE = '/pages/orders/orders';
export const ORDER_PAGE = '/pages/orders/detail';
export const HOME_PAGE = '/pages/index/index';
/** 员工页 */
export const REFUND_PAGE = '/pages/staff/refund';

type Query = Readonly<Record<string, string | undefined>>;

/** 地址里不属于业务参数的键。 */
const RESERVED = new Set(['type', 'total_fee', 'out_trade_no']);
/** 在 custom 里是数字的键，其余都是字符串。 */
const NUMERIC = new Set(['quantity']);

function withQuery(page: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = pairs.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&');
  return text === '' ? page : `${page}?${text}`;
}

export function checkoutUrl(intent: PaymentIntent, out_trade_no?: string): string {
  return withQuery(CHECKOUT_PAGE, { type: intent.type, total_fee: intent.total_fee, ...intent.custom, out_trade_no });
}

/** hint 只影响等待时的措辞：说「已付」的人不会被劝去再付一次。 */
export type ResultHint = 'paid' | 'cancel' | 'return';

export function resultUrl(out_trade_no: string, hint?: ResultHint): string {
  return withQuery(RESULT_PAGE, { out_trade_no, hint });
}

export function orderUrl(out_trade_no: string): string {
  return withQuery(ORDER_PAGE, { out_trade_no });
}

export function refundUrl(out_trade_no?: string): string {
  return withQuery(REFUND_PAGE, { out_trade_no });
}

/** 页面参数里的值在不同端可能已经解码、也可能没有。 */
export function queryText(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** 收银台地址参数 → 业务意图；没有 type 时为 undefined。 */
export function intentFromQuery(query: Query): PaymentIntent | undefined {
  const type = queryText(query['type']);
  if (!type) return undefined;
  const custom: Record<string, string | number> = {};
  for (const [key, raw] of Object.entries(query)) {
    const value = queryText(raw);
    if (RESERVED.has(key) || value === undefined) continue;
    custom[key] = NUMERIC.has(key) ? Number(value) : value;
  }
  const fee = queryText(query['total_fee']);
  return {
    type,
    ...(fee === undefined ? {} : { total_fee: Number(fee) }),
    ...(Object.keys(custom).length > 0 ? { custom } : {}),
  };
}

/** 同一个意图总是同一个字符串，与键的顺序无关。 */
export function intentKey({ type, total_fee, custom = {} }: PaymentIntent): string {
  const pairs = Object.keys(custom)
    .sort()
    .map((key) => `${key}=${String(custom[key])}`);
  return [type, total_fee ?? '', ...pairs].join('|');
}

/** H5 页面在浏览器里的绝对地址，供收银台付款后跳回。其它端没有，为 undefined。 */
export function absoluteUrl(path: string): string | undefined {
  // #ifdef H5
  if (typeof location !== 'undefined') return `${location.origin}${location.pathname}#${path}`;
  // #endif
  return undefined;
}
