'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * 支付结果查询
   * @url pay/queryPayment
   */
  main: async (event) => {
    let { data = {} } = event;
    let { out_trade_no, transaction_id, await_notify = false, pay_order_info = false } = data;
    return await vkPay.queryPayment({ out_trade_no, transaction_id, await_notify, pay_order_info });
  }
};
