'use strict';
module.exports = {
  /**
   * 顾客取消订单。插件没有关单接口，只改自己的订单；
   * 先查一次支付结果，已付款的不给取消。
   * @url client/order/kh/cancel
   */
  main: async (event) => {
    let { data = {}, util } = event;
    let { vk, _ } = util;
    let { uid, order_id } = data;
    let res = await vk.vkPay.queryPayment({ out_trade_no: order_id });
    // 2001：还没有发起过支付，可以直接取消
    if (res.code !== 0 && res.code !== 2001 && res.code !== 2002) return res;
    if (res.orderPaid) return { code: -1, msg: '订单已付款，请申请退款' };
    let num = await vk.baseDao.update({
      dbName: 'shop-orders',
      whereJson: { _id: order_id, user_id: uid, status: 0 },
      dataJson: { status: -1, cancel_date: Date.now() }
    });
    return num === 1 ? { code: 0, msg: '已取消' } : { code: -1, msg: '订单状态已变化' };
  }
};
