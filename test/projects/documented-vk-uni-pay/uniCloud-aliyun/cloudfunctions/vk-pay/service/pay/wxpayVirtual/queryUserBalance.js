'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * 微信小程序虚拟支付：查代币余额
   * @url pay/wxpayVirtual/queryUserBalance
   */
  main: async (event) => {
    let { data = {}, originalParam } = event;
    return await vkPay.queryUserBalance({ ...data, userIp: originalParam.context.CLIENTIP });
  }
};
