'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * 微信小程序虚拟支付：扣代币
   * @url pay/wxpayVirtual/currencyPay
   */
  main: async (event) => {
    let { data = {}, originalParam } = event;
    return await vkPay.currencyPay({ ...data, userIp: originalParam.context.CLIENTIP });
  }
};
