/** 下单前只凭入参就能判断的事（docs/protocols/wxpay.md §13.1）：单号、道具、代币的整数。 */
import * as v from 'valibot';
import { PayError, type FieldProblem } from '../../kernel/pay-error';
import { otherProblems, whole, type FieldRules } from '../kit/other';
import type { CreateRequest, VirtualGoods } from '../provider';
import type { VirtualAccount } from './account';

const OUT_TRADE_NO = /^(?!_)[0-9A-Za-z_\-|*@]{8,32}$/;
const PRODUCT = /^[0-9A-Za-z_-]{1,64}$/;
const FEN_PER_YUAN = 100;

const VIRTUAL_FIELDS: FieldRules = {
  product_id: v.pipe(v.string('必须是文字'), v.regex(PRODUCT, '必须是 1–64 个字母、数字、下划线与连字符')),
  buy_quantity: whole(1),
};

/** 道具直购的哪一件：订单类型说的，或商户的云函数说的；都没有的是代币充值。 */
export function goodsOf({ goods, other = {} }: CreateRequest): VirtualGoods | undefined {
  if (goods) return goods;
  const { product_id, buy_quantity = 1 } = other;
  return product_id === undefined ? undefined : { product_id: String(product_id), quantity: Number(buy_quantity) };
}

/** 这笔钱买多少代币；不是整数的为 undefined。 */
export function coinsFor({ credentials: { rate } }: VirtualAccount, total_fee: number): number | undefined {
  const coins = (total_fee * rate) / FEN_PER_YUAN;
  return Number.isSafeInteger(coins) ? coins : undefined;
}

function amountProblems(account: VirtualAccount, request: CreateRequest): FieldProblem[] {
  const goods = goodsOf(request);
  if (!goods) return coinsFor(account, request.total_fee) === undefined ? [{ field: 'data.total_fee', problem: '换不成整数个代币' }] : [];
  if (!PRODUCT.test(goods.product_id)) return [{ field: 'data.other.product_id', problem: '不是上架的道具 ID' }];
  const whole = Number.isSafeInteger(goods.quantity) && goods.quantity > 0 && request.total_fee % goods.quantity === 0;
  return whole ? [] : [{ field: 'data.total_fee', problem: '不是单价的整数倍' }];
}

/** @throws PayError PARAM 点名每个微信不会接受的字段 */
export function checkVirtualCreate(account: VirtualAccount, request: CreateRequest): void {
  const named = otherProblems(VIRTUAL_FIELDS, request.other);
  const problems: FieldProblem[] = [
    ...(request.openid ? [] : [{ field: 'data.openid', problem: '虚拟支付需要付款人在小程序里登录过' }]),
    ...(OUT_TRADE_NO.test(request.out_trade_no) ? [] : [{ field: 'data.out_trade_no', problem: '必须是 8–32 位，不能以下划线开头' }]),
    ...named,
    ...(named.length > 0 ? [] : amountProblems(account, request)),
  ];
  if (problems.length > 0) throw PayError.param(problems);
}
