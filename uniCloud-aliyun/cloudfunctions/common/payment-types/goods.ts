/**
 * goods：买商品。价格来自商品表；付款后扣库存、记一行发货单。
 * 演示数据：demo_goods（商品与库存）、demo_goods_orders（发货单，_id 为支付单号）。
 */
import type { PaymentType } from 'vk-pay-core';

const MAX_QUANTITY = 99;

export const goods: PaymentType = {
  name: 'goods',

  async price({ custom }, { dao, reject }) {
    const { goods_id, quantity = 1, cart_no } = custom;
    if (typeof goods_id !== 'string' || !/^[0-9a-z_-]{1,32}$/.test(goods_id)) throw reject('custom.goods_id', '必须是商品编号');
    if (typeof quantity !== 'number' || !Number.isSafeInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) {
      throw reject('custom.quantity', `必须是 1–${MAX_QUANTITY} 的整数`);
    }
    // 同一个购物车只该付一次：换了支付方式又付的那一张，会被认出是多付的。
    if (cart_no !== undefined && (typeof cart_no !== 'string' || !/^[0-9A-Za-z_-]{1,32}$/.test(cart_no)))
      throw reject('custom.cart_no', '必须是购物车编号');
    const item = await dao.findById('demo_goods', goods_id);
    if (!item || item['on_sale'] !== true) throw reject('custom.goods_id', '商品不存在或已下架');
    if (Number(item['stock']) < quantity) throw reject('custom.quantity', '库存不足');
    return {
      total_fee: Number(item['price']) * quantity,
      subject: quantity > 1 ? `${String(item['name'])} × ${quantity}` : String(item['name']),
      detail: String(item['description'] ?? ''),
      custom: { goods_id, quantity },
      ...(cart_no === undefined ? {} : { business_no: cart_no }),
    };
  },

  async fulfil(order, { dao, command, now }) {
    const { goods_id, quantity } = order.custom as { goods_id: string; quantity: number };
    // 付款期间可能被别人买空：库存允许减成负数，由商户补货；收了钱就必须有发货单。
    await dao.updateById('demo_goods', goods_id, { stock: command.inc(-quantity), sold: command.inc(quantity) });
    await dao.add('demo_goods_orders', {
      _id: order.out_trade_no,
      user_id: order.user_id,
      goods_id,
      quantity,
      total_fee: order.total_fee,
      status: 'TO_SHIP',
      create_date: now,
    });
  },

  async revoke(refund, { dao, command }) {
    // 部分退款不动库存；退完最后一笔才取消发货、退回库存。
    if (refund.refunded_fee !== refund.total_fee) return;
    const { goods_id, quantity } = refund.custom as { goods_id: string; quantity: number };
    await dao.updateById('demo_goods', goods_id, { stock: command.inc(quantity), sold: command.inc(-quantity) });
    await dao.updateById('demo_goods_orders', refund.out_trade_no, { status: 'CANCELLED' });
  },
};
