'use strict';
module.exports = {
  /**
   * 用 code 换 openid，三个端都走这里
   * @url client/pay/pub/openid
   * @param {String} from mp-weixin / h5-weixin / mp-alipay
   * @param {String} code 登录返回的 code
   */
  main: async (event) => {
    let { data = {}, util } = event;
    let { vkPay } = util.vk;
    let { from, code, pid } = data;
    let res;
    if (from === 'h5-weixin') res = await vkPay.code2SessionWeixinH5({ code, pid });
    else if (from === 'mp-alipay') res = await vkPay.code2SessionAlipay({ code, pid });
    else res = await vkPay.code2SessionWeixinMP({ code, pid });
    if (res.code === 0) {
      delete res.sessionKey;
      delete res.accessToken;
      delete res.refreshToken;
    }
    return res;
  }
};
