'use strict';
module.exports = {
  /**
   * 查商品订单的付款结果（给 <vk-uni-pay> 的 query-payment-action 用）
   * @url client/order/kh/queryPayment
   */
  main: async (event) => {
    let { data = {}, util } = event;
    let { vk } = util;
    let res = await vk.vkPay.queryPayment({
      out_trade_no: data.out_trade_no,
      transaction_id: data.transaction_id,
      await_notify: data.await_notify,
      await_max_time: 5,
      pay_order_info: data.pay_order_info
    });
    if (res.code !== 0) return res;
    if (res.orderPaid && res.user_order_success === false) {
      // 钱收到了，发货逻辑失败：提示找客服，不能说没付款
      res.tips = '已收到您的付款，订单处理中，如有疑问请联系客服';
    }
    return res;
  }
};
