/**
 * custom：自定义收款的样例——按登记好的收款项目收钱，付款后给项目记一笔。
 * 演示数据：demo_collections（收款项目）、demo_receipts（到账记录，_id 为支付单号）。
 */
import type { PaymentType } from 'vk-pay-core';

export const custom: PaymentType = {
  name: 'custom',

  async price({ custom: wish, total_fee }, { dao, reject }) {
    const { project_id } = wish;
    if (typeof project_id !== 'string' || !/^[0-9a-z_-]{1,32}$/.test(project_id)) throw reject('custom.project_id', '必须是收款项目编号');
    const project = await dao.findById('demo_collections', project_id);
    if (!project) throw reject('custom.project_id', '收款项目不存在');
    // fixed_fee 为 0 的项目由付款人填金额（例如捐款），仍受单笔上限约束。
    const fixed = Number(project['fixed_fee']);
    const fee = fixed > 0 ? fixed : total_fee;
    if (fee === undefined) throw reject('total_fee', '请填写金额');
    return { total_fee: fee, subject: String(project['title']), custom: { project_id } };
  },

  async fulfil(order, { dao, command, now }) {
    await dao.updateById('demo_collections', String(order.custom['project_id']), { received_fee: command.inc(order.total_fee) });
    await dao.add('demo_receipts', { _id: order.out_trade_no, user_id: order.user_id, total_fee: order.total_fee, create_date: now });
  },

  async revoke(refund, { dao, command }) {
    await dao.updateById('demo_collections', String(refund.custom['project_id']), { received_fee: command.inc(-refund.refund_fee) });
  },
};
