/**
 * vip：开通会员。价格来自套餐表；付款后在原有效期上顺延。
 * 演示数据：demo_memberships（_id 为用户 id，expire_date 毫秒）。
 */
import type { PaymentType } from 'vk-pay-core';

const DAY_MS = 86_400_000;
const PLANS: ReadonlyMap<string, { readonly title: string; readonly fee: number; readonly days: number }> = new Map([
  ['trial', { title: '会员体验卡', fee: 0, days: 3 }],
  ['month', { title: '会员月卡', fee: 1800, days: 31 }],
  ['year', { title: '会员年卡', fee: 16_800, days: 366 }],
]);

export const vip: PaymentType = {
  name: 'vip',
  // 体验卡不要钱：不问网关，领了就办
  free: true,
  // 虚拟商品：在微信小程序里自动走虚拟支付，卖的是上架的道具（goods）
  virtual: true,

  async price({ custom, user_id }, { dao, reject }) {
    const plan = typeof custom['plan'] === 'string' ? PLANS.get(custom['plan']) : undefined;
    if (!plan) throw reject('custom.plan', `必须是 ${[...PLANS.keys()].join(' 或 ')}`);
    const quote = {
      total_fee: plan.fee,
      subject: plan.title,
      detail: `有效期 ${plan.days} 天，立即生效`,
      custom: { plan: custom['plan'] },
    };
    if (plan.fee > 0) return { ...quote, goods: { product_id: `vip_${String(custom['plan'])}` } };
    // 还没有登录的，先看价钱
    if (user_id === undefined) return quote;
    if (await dao.findById('demo_memberships', user_id)) throw reject('custom.plan', '体验卡只给没有开过会员的人');
    // 同时领两张的，只有一张算数
    return { ...quote, business_no: `trial:${user_id}` };
  },

  async fulfil(order, { dao, now }) {
    const plan = PLANS.get(String(order.custom['plan']));
    if (!plan) return false;
    const member = await dao.findById('demo_memberships', order.user_id);
    const from = Math.max(now, Number(member?.['expire_date'] ?? 0));
    const expire_date = from + plan.days * DAY_MS;
    if (member) await dao.updateById('demo_memberships', order.user_id, { expire_date, last_order: order.out_trade_no });
    else await dao.add('demo_memberships', { _id: order.user_id, expire_date, last_order: order.out_trade_no });
    return true;
  },

  async revoke(refund, { dao, now }) {
    if (refund.refunded_fee !== refund.total_fee) return;
    const plan = PLANS.get(String(refund.custom['plan']));
    const member = await dao.findById('demo_memberships', refund.user_id);
    if (!plan || !member) return;
    const expire_date = Math.max(now, Number(member['expire_date']) - plan.days * DAY_MS);
    await dao.updateById('demo_memberships', refund.user_id, { expire_date });
  },
};
