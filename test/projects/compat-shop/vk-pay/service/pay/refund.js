'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  main: async ({ data = {} }) => vkPay.refund({ out_trade_no: data.out_trade_no, refund_fee: data.refund_fee, refund_desc: data.refund_desc }),
};
