'use strict';
const vkPay = require('vk-uni-pay');
// 查支付结果的普通云函数（会员页 query-payment-action 直接写函数名）
exports.main = async (event, context) => {
  return await vkPay.queryPayment({
    out_trade_no: event.out_trade_no,
    await_notify: event.await_notify,
    await_max_time: 40,
    pay_order_info: event.pay_order_info
  });
};
