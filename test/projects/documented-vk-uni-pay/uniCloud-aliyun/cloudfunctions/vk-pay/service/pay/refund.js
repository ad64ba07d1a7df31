'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * 退款（文档说测试完要删，一直没删）
   * @url pay/refund
   */
  main: async (event) => {
    let { data = {} } = event;
    let { out_trade_no, refund_desc, refund_fee } = data;
    let refundRes = await vkPay.refund({ out_trade_no, refund_desc, refund_fee });
    if (refundRes.code !== 0) return refundRes;
    return { code: 0, msg: '退款成功' };
  }
};
