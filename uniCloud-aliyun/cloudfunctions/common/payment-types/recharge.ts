/**
 * recharge：余额充值。金额由付款人选，但只能是规定的几档；付款后给钱包加余额。
 * 演示数据：demo_wallets（_id 为用户 id，balance 单位分）。
 */
import type { PaymentType } from 'vk-pay-core';

/** 允许的充值金额，分 */
const AMOUNTS: readonly number[] = [1000, 5000, 10_000, 50_000];

export const recharge: PaymentType = {
  name: 'recharge',
  // 虚拟商品：在微信小程序里自动走虚拟支付，没有写卖哪一件道具的是代币充值
  virtual: true,

  price({ total_fee }, { reject }) {
    if (total_fee === undefined || !AMOUNTS.includes(total_fee)) {
      throw reject('total_fee', `必须是 ${AMOUNTS.map((fee) => fee / 100).join('、')} 元之一`);
    }
    return { total_fee, subject: '余额充值', detail: `到账 ${total_fee / 100} 元，可用于站内消费`, custom: {} };
  },

  async fulfil(order, { dao, command, now }) {
    const wallet = await dao.findById('demo_wallets', order.user_id);
    if (wallet) await dao.updateById('demo_wallets', order.user_id, { balance: command.inc(order.total_fee), update_date: now });
    else await dao.add('demo_wallets', { _id: order.user_id, balance: order.total_fee, update_date: now });
  },

  async revoke(refund, { dao, command, now }) {
    await dao.updateById('demo_wallets', refund.user_id, { balance: command.inc(-refund.refund_fee), update_date: now });
  },
};
