'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  main: async ({ data = {} }) => {
    const { out_trade_no, await_notify = false, pay_order_info = false } = data;
    return vkPay.queryPayment({ out_trade_no, await_notify, pay_order_info });
  },
};
