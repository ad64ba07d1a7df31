/**
 * `wxpay_virtual`（微信小程序虚拟支付，它的公开文档）：`mode` 是道具直购还是代币充值，`buy_quantity` 几件、几个，道具另有 `product_id`、`goods_price`（分）。
 * 换成我们的：道具写在 `other` 里，金额由件数乘单价、个数除以兑换比例得来；另外说了金额的必须一样，一个也不猜。
 */
import { DEFAULT_PID } from '../config/config';
import type { Kernel } from '../kernel/kernel';
import { TheirError } from './codes';

type Params = Record<string, unknown>;
const isObject = (value: unknown): value is Params => typeof value === 'object' && value !== null && !Array.isArray(value);
const whole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
const FEN_PER_YUAN = 100;

function rateOf(k: Kernel): number {
  const credentials = k.config.account('wxpay-virtual', 'mp-weixin', DEFAULT_PID)?.credentials;
  const rate = isObject(credentials) ? credentials['rate'] : undefined;
  return whole(rate) ? rate : FEN_PER_YUAN;
}

/** @throws TheirError 1017 没有写 · 1018 数量不对 · 1019 没有这种 mode · 1003 金额对不上 */
export function withVirtual(k: Kernel, params: Params): Params {
  const { data } = params;
  if (params['provider'] !== 'wxpay-virtual' || !isObject(data)) return params;
  const { wxpay_virtual: virtual, ...rest } = data;
  if (!isObject(virtual)) throw new TheirError(1017);
  const { mode, buy_quantity, product_id, goods_price } = virtual;
  if (!whole(buy_quantity)) throw new TheirError(1018);
  const goods = mode === 'short_series_goods';
  if (!goods && mode !== 'short_series_coin') throw new TheirError(1019);
  const fee = goods ? (whole(goods_price) ? goods_price * buy_quantity : rest['total_fee']) : (buy_quantity * FEN_PER_YUAN) / rateOf(k);
  if (!whole(fee) || (rest['total_fee'] !== undefined && rest['total_fee'] !== fee)) throw new TheirError(1003);
  const other = isObject(rest['other']) ? rest['other'] : {};
  return { ...params, data: { ...rest, total_fee: fee, ...(goods ? { other: { ...other, product_id, buy_quantity } } : {}) } };
}
