'use strict';
/**
 * 余额充值的异步通知处理：为 vk-uni-pay 写的文件，原样放在这里。
 * data 里有订单的字段，也有下单时 custom 里的键（平铺在顶层）。
 */
module.exports = async (obj, originalParam) => {
  let user_order_success = true;
  const { data = {} } = obj;
  const { vk, _ } = originalParam;
  const { out_trade_no, total_fee, user_id, recharge_balance } = data;

  // 自己的订单表：金额不符就不发货，也不再来
  const order = await vk.baseDao.findById({ dbName: 'shop_recharges', id: out_trade_no });
  if (!order || order.total_fee !== total_fee) return false;
  // 防止重复加钱：只有从 0 改成 1 的那一次才加
  const num = await vk.baseDao.update({ dbName: 'shop_recharges', whereJson: { _id: out_trade_no, status: 0 }, dataJson: { status: 1 } });
  if (num > 0) {
    await vk.baseDao.update({ dbName: 'shop_wallets', whereJson: { _id: user_id }, dataJson: { balance: _.inc(recharge_balance) } });
  }
  return user_order_success;
};
