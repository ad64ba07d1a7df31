/**
 * 读一次下单请求（docs/protocols/alipay.md §4.0–4.5）：全部与账本无关的检查，得出「同号是否同一笔」与支付时限。
 */
import { endOfBeijingDay, parseBeijingTime } from '../kit/beijing-time';
import { DAY, HOUR, MINUTE } from '../kit/schedule';
import { GatewayError } from './errors';
import { invalid, parse } from './fields';
import type { Buyer, JsonObject, Product, Purchase } from './model';
import type { AlipayApp } from './options';
import { purchaseShapes, type CreateBody, type PayBody, type PrecreateBody, type PurchaseBody, type WapBody } from './request-shapes';

const LONGEST_MS = 15 * DAY;
const QR_LIFE_MS = 2 * HOUR;
/** 不说时限时：当面付 3 小时，其余 15 天（§4.0） */
export const DEFAULT_LIFE_MS: Readonly<Record<Product, number>> = {
  create: LONGEST_MS,
  app: LONGEST_MS,
  wap: LONGEST_MS,
  page: LONGEST_MS,
  precreate: 3 * HOUR,
  pay: 3 * HOUR,
};
const MAX_GOODS = 150;
const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY };

/** 每个接口签约的产品码；第一个是缺省，空表示必须写明（§4.1–4.5）。 */
const PRODUCT_CODES: Readonly<Record<Product, readonly string[]>> = {
  create: ['', 'JSAPI_PAY'],
  app: ['QUICK_MSECURITY_PAY'],
  wap: ['QUICK_WAP_WAY', 'QUICK_WAP_PAY'],
  page: ['', 'FAST_INSTANT_TRADE_PAY'],
  precreate: ['FACE_TO_FACE_PAYMENT', 'QR_CODE_OFFLINE'],
  pay: ['FACE_TO_FACE_PAYMENT', 'OFFLINE_PAYMENT'],
};
/** 各种超时不算「另一笔」：再次下单时往往变了。 */
const NOT_COMPARED = ['auth_code', 'time_expire', 'timeout_express', 'qr_code_timeout_express'];

/** 一次下单请求，已经通过全部与账本无关的检查。 */
export interface Intent {
  readonly purchase: Purchase;
  /** 绝对时限，毫秒 */
  readonly payUntil?: number;
  /** 相对时限，毫秒；从交易建立起算 */
  readonly payWithinMs: number;
  readonly qrLifeMs: number;
  readonly quitUrl?: string;
  readonly authCode?: string;
}

export interface RequestAddress {
  readonly notifyUrl?: string;
}

const UNTIL_MIDNIGHT = '1c';

/** `90m` `2h` `1d` → 毫秒；`1c` 到当天 24:00。 */
function timeoutOf(name: string, text: string, now: number): number {
  const ms = text === UNTIL_MIDNIGHT ? endOfBeijingDay(now) - now : Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? 0);
  if (text !== UNTIL_MIDNIGHT && (ms < MINUTE || ms > LONGEST_MS)) throw invalid(name, '应在 1 分钟到 15 天之间');
  return ms;
}

/** 绝对时限：写明的优先（§4.0）；`1c` 也是绝对的，二维码晚些扫也还是当天 24:00。 */
function deadlineOf({ time_expire: text, timeout_express }: PurchaseBody, now: number): number | undefined {
  if (text === undefined) return timeout_express === UNTIL_MIDNIGHT ? endOfBeijingDay(now) : undefined;
  const at = parseBeijingTime(text);
  if (at === undefined) throw invalid('time_expire', '应为 yyyy-MM-dd HH:mm:ss');
  if (at <= now) throw new GatewayError('ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR');
  if (at > now + LONGEST_MS) throw invalid('time_expire', '不能晚于 15 天之后');
  return at;
}

function checkProductCode(product: Product, code: string): void {
  if (code === '' && product === 'page') throw invalid('product_code', '缺失');
  if (!PRODUCT_CODES[product].includes(code) || code === '') throw new GatewayError('ACQ.ACCESS_FORBIDDEN');
}

function checkAmounts({ total_amount, discountable_amount, undiscountable_amount }: PurchaseBody): void {
  if (
    discountable_amount !== undefined &&
    undiscountable_amount !== undefined &&
    discountable_amount + undiscountable_amount !== total_amount
  ) {
    throw invalid('discountable_amount', '与 undiscountable_amount 之和应等于 total_amount');
  }
}

function buyerOf(body: CreateBody, app: AlipayApp): Buyer {
  if (body.op_app_id === undefined) throw invalid('op_app_id', '缺失');
  if (body.op_app_id !== app.appId) throw new GatewayError('ACQ.PARTNER_ERROR');
  if (body.buyer_id === undefined && body.buyer_open_id === undefined) throw invalid('buyer_open_id', '与 buyer_id 应有一个');
  if (body.buyer_id === app.sellerId) throw new GatewayError('ACQ.BUYER_SELLER_EQUAL');
  return { logonId: 'sim***@example.com', userId: body.buyer_id, openId: body.buyer_open_id };
}

/**
 * 读一次下单请求。
 * @param now 网关时钟，毫秒
 * @throws GatewayError
 */
export function readIntent(product: Product, biz: unknown, app: AlipayApp, address: RequestAddress, now: number): Intent {
  const body: PurchaseBody = parse(purchaseShapes[product], biz);
  checkProductCode(product, body.product_code ?? PRODUCT_CODES[product][0] ?? '');
  checkAmounts(body);
  if (body.seller_id !== undefined && body.seller_id !== app.sellerId) throw new GatewayError('ACQ.SELLER_NOT_EXIST');
  if (body.enable_pay_channels !== undefined && body.disable_pay_channels !== undefined)
    throw invalid('enable_pay_channels', '与 disable_pay_channels 不能同时给出');
  if ((body.goods_detail?.length ?? 0) > MAX_GOODS) throw new GatewayError('ACQ.SUB_GOODS_SIZE_MAX_COUNT');
  const compared = Object.fromEntries(
    Object.entries(body as JsonObject).filter(([key, value]) => !NOT_COMPARED.includes(key) && value !== undefined),
  );
  const qrLife = product === 'precreate' ? (body as PrecreateBody).qr_code_timeout_express : undefined;
  return {
    purchase: {
      sellerId: app.sellerId,
      outTradeNo: body.out_trade_no,
      appId: app.appId,
      ...(app.authAppId === undefined ? {} : { authAppId: app.authAppId }),
      product,
      request: JSON.parse(JSON.stringify({ product, appId: app.appId, ...compared })) as JsonObject,
      subject: body.subject,
      body: body.body,
      total: body.total_amount,
      notifyUrl: address.notifyUrl,
      passbackParams: body.passback_params,
      storeId: body.store_id,
      buyer: product === 'create' ? buyerOf(body as CreateBody, app) : undefined,
    },
    payUntil: deadlineOf(body, now),
    payWithinMs: body.timeout_express === undefined ? DEFAULT_LIFE_MS[product] : timeoutOf('timeout_express', body.timeout_express, now),
    qrLifeMs: Math.min(QR_LIFE_MS, qrLife === undefined ? QR_LIFE_MS : timeoutOf('qr_code_timeout_express', qrLife, now)),
    quitUrl: product === 'wap' ? (body as WapBody).quit_url : undefined,
    authCode: product === 'pay' ? (body as PayBody).auth_code : undefined,
  };
}
