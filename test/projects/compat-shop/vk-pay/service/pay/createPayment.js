'use strict';
const vkPay = require('vk-uni-pay');
/** 照公开文档的示例写的下单服务：充值，金额由付款人说。 */
module.exports = {
  main: async (event) => {
    const { data = {}, originalParam, uniIdToken } = event;
    const user_id = await vkPay.checkTokenReturnUserId({ uniIdToken, context: originalParam.context });
    const nickname = await vkPay.getUserNickname(user_id);
    return vkPay.createPayment({
      context: originalParam.context,
      provider: data.provider,
      isPC: data.isPC,
      needQRcode: data.needQRcode,
      data: {
        openid: data.openid,
        out_trade_no: data.out_trade_no,
        total_fee: data.total_fee,
        subject: data.subject,
        body: data.body,
        type: data.type,
        user_id,
        nickname,
        custom: { recharge_balance: data.total_fee, mobile: '13800000000' },
      },
    });
  },
};
