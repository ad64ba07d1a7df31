'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * 用登录 code 换 openid（支付宝）
   * @url pay/code2SessionAlipay
   */
  main: async (event) => {
    let { data = {} } = event;
    let res = await vkPay.code2SessionAlipay(data);
    if (res.code === 0) {
      // 这几个不能给前端
      delete res.sessionKey;
      delete res.accessToken;
      delete res.refreshToken;
    }
    return res;
  }
};
