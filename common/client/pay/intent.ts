/** 业务意图（要买什么）与页面地址之间的互换。价格永远由服务端决定。 */
import { CHECKOUT_PAGE, queryText, withQuery, type PageQuery } from '../shell/pages';

export interface PaymentIntent {
  readonly type: string;
  /** 分；只有按金额付款的类型（充值）才有 */
  readonly total_fee?: number;
  readonly custom?: Readonly<Record<string, string | number>>;
}

/** 地址里不属于业务参数的键。 */
const RESERVED = new Set(['type', 'total_fee', 'out_trade_no']);
/** 在 custom 里是数字的键，其余都是字符串。 */
const NUMERIC = new Set(['quantity']);

export function checkoutUrl(intent: PaymentIntent, out_trade_no?: string): string {
  return withQuery(CHECKOUT_PAGE, { type: intent.type, total_fee: intent.total_fee, ...intent.custom, out_trade_no });
}

/** 收银台地址参数 → 业务意图；没有 type 时为 undefined。 */
export function intentFromQuery(query: PageQuery): PaymentIntent | undefined {
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
