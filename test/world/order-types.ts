/**
 * 这个世界里卖的东西：每一种处理方式各一个。
 * 钱包加钱最容易看出多做了一次（没有天然的幂等）；有外部效果的都去找「供应商」（supplier.ts），它自己记账。
 */
import type { FulfilContext, PaymentType } from 'vk-pay-core';
import { counter } from '../../uniCloud-aliyun/cloudfunctions/common/payment-types/counter';
import { goods } from '../../uniCloud-aliyun/cloudfunctions/common/payment-types/goods';
import { recharge } from '../../uniCloud-aliyun/cloudfunctions/common/payment-types/recharge';
import type { VkUniPayType } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/order-types/vk-uni-pay';

/** 供应商的地址，构建时写入。 */
declare const SUPPLIER_URL: string;

type Caller = Pick<FulfilContext, 'vk'>['vk'];

/** 办一件外部的事：开工与完工都告诉供应商；中途失败也说一声，倒下则什么也说不了。 */
async function supply(vk: Caller, key: string, work: () => Promise<unknown> = async () => undefined): Promise<void> {
  const tell = async (step: 'begin' | 'end'): Promise<void> => {
    const { status } = await vk.request({
      url: `${SUPPLIER_URL}/${step}?key=${encodeURIComponent(key)}`,
      method: 'POST',
      headers: {},
      dataType: 'text',
      needOriginalRes: true,
      timeout: 60_000,
    });
    if (status !== 200) throw new Error(`供应商答 ${status}`);
  };
  try {
    await tell('begin');
    await work();
  } finally {
    await tell('end').catch(() => tell('end'));
  }
}

/** 与 goods 一样，另有业务单号：同一个购物车只该付一次。 */
const cart: PaymentType = {
  ...goods,
  name: 'cart',
  async price(input, ctx) {
    const { cart_id, ...custom } = input.custom;
    if (typeof cart_id !== 'string' || !goods.price) throw ctx.reject('custom.cart_id', '不能为空');
    const quote = await goods.price({ ...input, custom }, ctx);
    return { ...quote, custom: { ...quote.custom, cart_id }, business_no: cart_id };
  },
};

const price: NonNullable<PaymentType['price']> = () => ({ total_fee: 5000, subject: '充值卡', custom: {} });

/** 有外部效果，收回也有。 */
const card: PaymentType = {
  name: 'card',
  delivery: 'at-least-once',
  price,
  fulfil: (_order, { key, vk }) => supply(vk, key),
  revoke: (_refund, { key, vk }) => supply(vk, key),
};

/** vk-uni-pay 风格：自己连数据库的裸加钱（cases 里的样子）。 */
const topup: VkUniPayType = {
  name: 'topup',
  style: 'vk-uni-pay',
  price,
  async fulfil({ data }, { vk, _ }) {
    const { user_id, out_trade_no } = data as { user_id: string; out_trade_no: string };
    await supply(vk, `fulfil:${out_trade_no}`, () =>
      vk.baseDao.update({ dbName: 'world_wallets', whereJson: { _id: user_id }, dataJson: { balance: _.inc(5001) } }),
    );
    return true;
  },
};

/** 不要钱的两种：价格 0，不问任何网关；事务里的加一次数，有外部效果的去找供应商。 */
const nothing: NonNullable<PaymentType['price']> = () => ({ total_fee: 0, subject: '体验卡', custom: {} });
const trial: PaymentType = {
  name: 'trial',
  free: true,
  price: nothing,
  async fulfil(order, { dao, command }) {
    await dao.updateById('world_wallets', order.user_id, { trials: command.inc(1) });
  },
};
const gift: PaymentType = {
  name: 'gift',
  free: true,
  delivery: 'at-least-once',
  price: nothing,
  fulfil: (_order, { key, vk }) => supply(vk, key),
};

/** 收到的钱冻住，等着分账。 */
const shared: PaymentType = {
  name: 'shared',
  profitSharing: true,
  price: () => ({ total_fee: 5000, subject: '分账的杯子', custom: {} }),
  fulfil: () => Promise.resolve(),
  revoke: () => Promise.resolve(),
};

/** 在小程序里卖的，录了发货信息钱才放。 */
const posted: PaymentType = { name: 'posted', shipping: 'pickup', price, fulfil: () => Promise.resolve(), revoke: () => Promise.resolve() };

/** 同上，怎样发的由员工说。 */
const parcel: PaymentType = { name: 'parcel', price, fulfil: () => Promise.resolve(), revoke: () => Promise.resolve() };

/** 收到哪个商户由订单类型说：买的时候说了 `custom.shop` 的就是那一家。 */
function atShop<T extends PaymentType | VkUniPayType>(type: T): T {
  const { price: own } = type;
  if (!own) return type;
  const priced: typeof own = async (input, ctx) => {
    const { shop, ...custom } = input.custom;
    const quote = await own({ ...input, custom }, ctx);
    return typeof shop === 'string' ? { ...quote, pid: shop } : quote;
  };
  return { ...type, price: priced };
}

export const paymentTypes = [...[goods, recharge, cart, card, topup, trial, gift, shared, posted, parcel].map(atShop), counter];
