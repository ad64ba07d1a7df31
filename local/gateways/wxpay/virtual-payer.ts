/**
 * 付款人的手机：wx.requestVirtualPayment（docs/protocols/wxpay.md §13.1）。两个签名都在这里核对，付了就记账、发推送；
 * 客户端的错误码是负数，-2 是用户自己取消。
 */
import { randomBytes } from 'node:crypto';
import { beijingTime } from '../kit/beijing-time';
import type { JsonObject, PushEvent } from './model';
import type { People } from './people';
import type { WxpayApp } from './options';
import type { VirtualBook, VirtualMode, VirtualOrder } from './virtual-book';
import { hmacOf, paySigOf } from './xpay-signature';

export interface VirtualPaymentRequest {
  readonly appid: string;
  /** 手机上是谁在付 */
  readonly openid: string;
  readonly mode: string;
  readonly signData: unknown;
  readonly paySig: unknown;
  readonly signature: unknown;
  readonly action?: 'pay' | 'cancel' | 'fail';
}
export interface VirtualPaymentResult {
  readonly errCode: number;
  readonly errMsg: string;
}

interface SignData {
  readonly offerId: string;
  readonly buyQuantity: number;
  readonly env: 0 | 1;
  readonly outTradeNo: string;
  readonly attach: string;
  readonly productId?: string;
  readonly goodsPrice?: number;
}

/** 手机上的一次拒绝。-2、-15002、-15010 来自公开的客户端错误码【未证实】，其余见 §13.1。 */
class ClientError extends Error {
  constructor(
    readonly errCode: number,
    message: string,
  ) {
    super(message);
  }
}
const WRONG_PARAMETER = 1001;
const USED_NUMBER = -15002;
const WRONG_SIGNATURE = -15005;
const WRONG_PAY_SIG = -15006;
const UNPUBLISHED = -15010;
const WRONG_PRICE = -15013;
const WRONG_SIGN_DATA = -15016;

const OUT_TRADE_NO = /^(?!_)[0-9A-Za-z_\-|*@]{8,32}$/;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

/** 每个字段的类型；多出来的、缺的、类型不对的都是 -15016。 */
const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  offerId: (value) => typeof value === 'string',
  buyQuantity: isCount,
  env: (value) => value === 0 || value === 1,
  currencyType: (value) => value === 'CNY',
  outTradeNo: (value) => typeof value === 'string',
  attach: (value) => typeof value === 'string',
  productId: (value) => typeof value === 'string' && value !== '',
  goodsPrice: isCount,
};
const GOODS_ONLY = ['productId', 'goodsPrice'];

function readSignData(text: string, mode: VirtualMode): SignData {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ClientError(WRONG_SIGN_DATA, 'signData is not json');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new ClientError(WRONG_SIGN_DATA, 'signData format');
  const given = parsed as Record<string, unknown>;
  const wanted = Object.keys(FIELDS).filter((name) => mode === 'short_series_goods' || !GOODS_ONLY.includes(name));
  for (const name of new Set([...wanted, ...Object.keys(given)]))
    if (!wanted.includes(name) || !FIELDS[name]?.(given[name])) throw new ClientError(WRONG_SIGN_DATA, `signData.${name} type error`);
  const data = parsed as SignData;
  if (!OUT_TRADE_NO.test(data.outTradeNo)) throw new ClientError(WRONG_PARAMETER, 'invalid outTradeNo');
  return data;
}

export class VirtualPayer {
  constructor(
    private readonly book: VirtualBook,
    private readonly people: Pick<People, 'sessionKeyOf'>,
    private readonly apps: ReadonlyMap<string, WxpayApp>,
    private readonly now: () => number,
    private readonly push: (order: VirtualOrder, event: PushEvent, fields: JsonObject) => void,
  ) {}

  request(input: VirtualPaymentRequest): VirtualPaymentResult {
    try {
      return this.perform(input);
    } catch (error) {
      if (error instanceof ClientError) return { errCode: error.errCode, errMsg: `requestVirtualPayment:fail ${error.message}` };
      throw error;
    }
  }

  private perform({ appid, openid, mode, signData, paySig, signature, action = 'pay' }: VirtualPaymentRequest): VirtualPaymentResult {
    const virtual = this.apps.get(appid)?.virtual;
    if (!virtual || (mode !== 'short_series_goods' && mode !== 'short_series_coin')) throw new ClientError(WRONG_PARAMETER, 'invalid mode');
    if (typeof signData !== 'string') throw new ClientError(WRONG_PARAMETER, 'signData should be string');
    const data = readSignData(signData, mode);
    const appKey = data.env === 0 ? virtual.appKey : virtual.sandboxAppKey;
    if (paySig !== paySigOf(appKey, 'requestVirtualPayment', signData)) throw new ClientError(WRONG_PAY_SIG, 'paySig error');
    const sessionKey = this.people.sessionKeyOf(appid, openid);
    if (sessionKey === undefined || signature !== hmacOf(sessionKey, signData)) throw new ClientError(WRONG_SIGNATURE, 'signature error');
    if (data.offerId !== virtual.offerId) throw new ClientError(WRONG_PARAMETER, 'invalid offerId');
    if (mode === 'short_series_goods') this.checkGoods(appid, data);
    const order = this.orderFor(appid, openid, mode, signData, data, virtual.coinsPerYuan);
    if (action === 'cancel') throw new ClientError(-2, 'cancel');
    if (action === 'fail') throw new ClientError(-1, 'pay failed');
    this.pay(order);
    return { errCode: 0, errMsg: 'requestVirtualPayment:ok' };
  }

  private checkGoods(appid: string, { env, productId = '', goodsPrice }: SignData): void {
    const prices = env === 0 ? this.book.pricesOf(appid) : undefined;
    if (!prices) return;
    if (!Object.hasOwn(prices, productId)) throw new ClientError(UNPUBLISHED, 'product not published');
    if (prices[productId] !== goodsPrice) throw new ClientError(WRONG_PRICE, 'goodsPrice is not the published one');
  }

  /** 唤起收银台就有了订单；没付的可以用同样的内容再来，付过的单号不能再用。 */
  private orderFor(
    appid: string,
    openid: string,
    mode: VirtualMode,
    signData: string,
    { env, outTradeNo, buyQuantity: quantity, attach, productId, goodsPrice }: SignData,
    coinsPerYuan: number,
  ): VirtualOrder {
    const known = this.book.orderOf(appid, env, outTradeNo);
    if (known && (known.payment || known.signData !== signData || known.openid !== openid))
      throw new ClientError(USED_NUMBER, 'outTradeNo is used');
    if (known) return known;
    const fee = mode === 'short_series_goods' ? (goodsPrice ?? 0) * quantity : (quantity * 100) / coinsPerYuan;
    if (!Number.isSafeInteger(fee)) throw new ClientError(WRONG_PARAMETER, 'buyQuantity is not a whole number of fen');
    const wxOrderId = `xpay${beijingTime(this.now(), 'YYYYMMDDHHmmss')}${randomBytes(6).toString('hex')}`;
    const base = { appid, env, openid, mode, outTradeNo, wxOrderId, signData, quantity, fee, attach, createdAt: this.now() };
    return this.book.saveOrder({ ...base, ...(productId === undefined ? {} : { productId }) });
  }

  private pay(order: VirtualOrder): void {
    const paidAt = this.now();
    const serial = String(this.book.store.nextNumber('virtual')).padStart(10, '0');
    const payment = {
      paidAt,
      transactionId: `4500${beijingTime(paidAt, 'YYYYMMDD')}${serial}000000`,
      channelOrderId: `xpm${beijingTime(paidAt, 'YYYYMMDD')}${serial}`,
    };
    const paid = this.book.saveOrder({ ...order, payment });
    const { appid, env, openid, mode, quantity, attach, fee } = paid;
    const common = {
      OpenId: openid,
      OutTradeNo: paid.outTradeNo,
      Env: env,
      WeChatPayInfo: {
        MchOrderNo: payment.channelOrderId,
        TransactionId: payment.transactionId,
        PaidTime: Math.floor(paidAt / 1000),
      },
    };
    if (mode === 'short_series_coin') {
      const coins = this.book.coins(appid, env, openid);
      const after = { balance: coins.balance + quantity, sumSave: coins.sumSave + quantity, firstSave: true };
      this.book.saveCoins(appid, env, openid, { ...coins, ...after });
      this.push(paid, 'xpay_coin_pay_notify', {
        ...common,
        CoinInfo: { Quantity: quantity, OrigPrice: fee, ActualPrice: fee, Attach: attach },
      });
      return;
    }
    const GoodsInfo = { ProductId: paid.productId ?? '', Quantity: quantity, OrigPrice: fee, ActualPrice: fee, Attach: attach };
    this.push(paid, 'xpay_goods_deliver_notify', { ...common, GoodsInfo });
  }
}
