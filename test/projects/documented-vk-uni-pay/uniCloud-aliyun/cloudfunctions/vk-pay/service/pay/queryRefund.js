'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * 查询退款
   * @url pay/queryRefund
   */
  main: async (event) => {
    let { data = {} } = event;
    return await vkPay.queryRefund({ out_trade_no: data.out_trade_no });
  }
};
