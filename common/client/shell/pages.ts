/** 本模块的页面与它们的地址。商户自己的页面（首页、登录页）见 config.ts。 */

export const CHECKOUT_PAGE = '/pages/checkout/checkout';
export const RESULT_PAGE = '/pages/result/result';
export const ORDERS_PAGE = '/pages/orders/orders';
export const ORDER_PAGE = '/pages/orders/detail';
/** 收据，可打印 */
export const RECEIPT_PAGE = '/pages/orders/receipt';
/** 付给我的钱：等我确认收款的与已经收到的 */
export const TRANSFERS_PAGE = '/pages/transfers/transfers';
/** 走错了路 */
export const LOST_PAGE = '/pages/lost/lost';
/** 员工页 */
export const REFUND_PAGE = '/pages/staff/refund';
export const ORDER_DESK_PAGE = '/pages/staff/orders';
/** 付款人的退款申请，员工在这里答复 */
export const REQUESTS_PAGE = '/pages/staff/requests';
export const DESK_ORDER_PAGE = '/pages/staff/order';
export const REVIEW_DESK_PAGE = '/pages/staff/review';
export const RECONCILIATION_PAGE = '/pages/staff/reconciliation';
/** 对外的事件送到哪一步 */
export const EVENTS_PAGE = '/pages/staff/events';
/** 付款人在渠道那里的投诉 */
export const COMPLAINTS_PAGE = '/pages/staff/complaints';
/** 柜台收款 */
export const COUNTER_PAGE = '/pages/staff/counter';
/** 分账的接收方 */
export const RECEIVERS_PAGE = '/pages/staff/receivers';
export const ERRORS_PAGE = '/pages/staff/errors';
export const TRANSFER_DESK_PAGE = '/pages/staff/transfers';
/** 收款人答应过就不必再确认的：请人答应、看、关 */
export const AUTHORIZATION_DESK_PAGE = '/pages/staff/authorizations';
export const RELEASE_PAGE = '/pages/staff/release';
/** 体检的结果 */
export const CHECKLIST_PAGE = '/pages/staff/checklist';
export const MERCHANTS_PAGE = '/pages/staff/merchants';
export const DASHBOARD_PAGE = '/pages/staff/dashboard';
export const ALERTS_PAGE = '/pages/staff/alerts';

export type PageQuery = Readonly<Record<string, string | undefined>>;

/** 页面地址加参数；没有值的键不写。 */
export function withQuery(page: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = pairs.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&');
  return text === '' ? page : `${page}?${text}`;
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

/** hint 只影响等待时的措辞：说「已付」的人不会被劝去再付一次。 */
export type ResultHint = 'paid' | 'cancel' | 'return' | 'unclear';

export function resultUrl(out_trade_no: string, hint?: ResultHint): string {
  return withQuery(RESULT_PAGE, { out_trade_no, hint });
}

export function orderUrl(out_trade_no: string): string {
  return withQuery(ORDER_PAGE, { out_trade_no });
}

export function receiptUrl(out_trade_no: string): string {
  return withQuery(RECEIPT_PAGE, { out_trade_no });
}

export function refundUrl(out_trade_no?: string): string {
  return withQuery(REFUND_PAGE, { out_trade_no });
}

/** 订单台，可以带着条件打开。 */
export function orderDeskUrl(search: Readonly<Record<string, string>> = {}): string {
  return withQuery(ORDER_DESK_PAGE, search);
}

export function deskOrderUrl(out_trade_no: string): string {
  return withQuery(DESK_ORDER_PAGE, { out_trade_no });
}

/** 复核台，可以带着种类，或直接打开其中一件。 */
export function reviewDeskUrl(wish: PageQuery = {}): string {
  return withQuery(REVIEW_DESK_PAGE, wish);
}

/** 每天的账单，或其中一份。 */
export function reconciliationUrl(wish: PageQuery = {}): string {
  return withQuery(RECONCILIATION_PAGE, wish);
}

/** 告警的收件箱，可以带着状态。 */
export function alertsUrl(wish: PageQuery = {}): string {
  return withQuery(ALERTS_PAGE, wish);
}

/** 最近的错误，或一次请求、一张订单、一种码的。 */
export function errorsUrl(wish: PageQuery = {}): string {
  return withQuery(ERRORS_PAGE, wish);
}

/** 对外的事件，或一张订单的。 */
export function eventsUrl(wish: PageQuery = {}): string {
  return withQuery(EVENTS_PAGE, wish);
}

/** 投诉，或一张订单的、其中一件。 */
export function complaintsUrl(wish: PageQuery = {}): string {
  return withQuery(COMPLAINTS_PAGE, wish);
}

/** 分账的接收方，可以带着渠道。 */
export function receiversUrl(wish: PageQuery = {}): string {
  return withQuery(RECEIVERS_PAGE, wish);
}

/** 员工的转账页，或其中一笔。 */
export function transferDeskUrl(wish: PageQuery = {}): string {
  return withQuery(TRANSFER_DESK_PAGE, wish);
}

/** 收款授权，可以带着状态，或其中一张。 */
export function authorizationDeskUrl(wish: PageQuery = {}): string {
  return withQuery(AUTHORIZATION_DESK_PAGE, wish);
}

/** 看板，可以带着时间段与支付方式。 */
export function dashboardUrl(wish: PageQuery = {}): string {
  return withQuery(DASHBOARD_PAGE, wish);
}

/** H5 页面在浏览器里的绝对地址，供收银台付款后跳回。其它端没有，为 undefined。 */
export function absoluteUrl(path: string): string | undefined {
  // #ifdef H5
  if (typeof location !== 'undefined') return `${location.origin}${location.pathname}#${path}`;
  // #endif
  return undefined;
}
