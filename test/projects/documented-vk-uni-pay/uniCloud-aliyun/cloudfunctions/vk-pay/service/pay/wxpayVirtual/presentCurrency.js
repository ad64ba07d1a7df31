'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * 微信小程序虚拟支付：赠代币
   * @url pay/wxpayVirtual/presentCurrency
   */
  main: async (event) => {
    let { data = {}, originalParam } = event;
    return await vkPay.presentCurrency({ ...data, userIp: originalParam.context.CLIENTIP });
  }
};
