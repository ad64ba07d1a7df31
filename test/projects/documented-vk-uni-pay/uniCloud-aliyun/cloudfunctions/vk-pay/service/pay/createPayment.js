'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * 统一支付（充值、会员、网页收银台都走这里；商品订单走 router）
   * @url pay/createPayment
   */
  main: async (event) => {
    let { data = {}, originalParam, uniIdToken } = event;
    // 没登录也能付（扫码），拿得到 user_id 就记上
    let user_id = await vkPay.checkTokenReturnUserId({ uniIdToken, context: originalParam.context });
    let nickname = await vkPay.getUserNickname(user_id);
    let custom = { ...(data.custom || {}) };
    if (data.type === 'recharge') custom.recharge_balance = Number(data.total_fee);
    if (data.type === 'vip') custom.vip_days = 30;
    return await vkPay.createPayment({
      context: originalParam.context,
      provider: data.provider,
      alipayAppPayToH5Pay: data.alipayAppPayToH5Pay,
      isPC: data.isPC,
      needQRcode: data.needQRcode,
      config_directory: data.config_directory,
      data: {
        openid: data.openid,
        out_trade_no: data.out_trade_no,
        total_fee: Number(data.total_fee),
        subject: data.subject,
        body: data.body,
        type: data.type,
        user_id: user_id,
        nickname: nickname,
        pid: data.pid,
        return_url: data.return_url,
        time_expire: data.time_expire,
        auth_code: data.auth_code,
        profit_sharing: data.profit_sharing,
        sub_appid: data.sub_appid,
        sub_mchid: data.sub_mchid,
        app_auth_token: data.app_auth_token,
        productid: data.productid,
        transaction_receipt: data.transaction_receipt,
        transaction_identifier: data.transaction_identifier,
        wxpay_virtual: data.wxpay_virtual,
        provider_pay_method: data.provider_pay_method,
        custom: custom,
        other: {}
      }
    });
  }
};
