/**
 * vip：开通会员。价格来自套餐表；付款后在原有效期上顺延。
 * 演示数据：demo_memberships（_id 为用户 id，expire_date 毫秒）。
 */
import type { PaymentType } from 'vk-pay-core';

const DAY_MS = 86_400_000;
const PLANS: ReadonlyMap<string, { readonly title: string; readonly fee: number; readonly days: number }> = new Map([
  ['month', { title: '会员月卡', fee: 1800, days: 31 }],
  ['year', { title: '会员年卡', fee: 16_800, days: 366 }],
]);

export const vip: PaymentType = {
  name: 'vip',
  // 微信小程序里收的：办完就录，不录不放款
  shipping: 'virtual',

  price({ custom }, { reject }) {
    const plan = typeof custom['plan'] === 'string' ? PLANS.get(custom['plan']) : undefined;
    if (!plan) throw reject('custom.plan', `必须是 ${[...PLANS.keys()].join(' 或 ')}`);
    return { total_fee: plan.fee, subject: plan.title, detail: `有效期 ${plan.days} 天，付款后立即生效`, custom: { plan: custom['plan'] } };
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
