'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * 商户余额
   * @url pay/queryAccountBalance
   */
  main: async (event) => {
    let { data = {}, originalParam } = event;
    let platform = data.platform || originalParam.context.PLATFORM;
    return await vkPay.queryAccountBalance({ provider: data.provider, platform, pid: data.pid });
  }
};
