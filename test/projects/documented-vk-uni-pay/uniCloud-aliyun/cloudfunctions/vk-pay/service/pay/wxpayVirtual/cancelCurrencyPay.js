'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * 微信小程序虚拟支付：退代币
   * @url pay/wxpayVirtual/cancelCurrencyPay
   */
  main: async (event) => {
    let { data = {}, originalParam } = event;
    return await vkPay.cancelCurrencyPay({ ...data, userIp: originalParam.context.CLIENTIP });
  }
};
