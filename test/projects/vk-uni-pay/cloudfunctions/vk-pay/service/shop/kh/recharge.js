'use strict';
const { createMerchantPay } = require('vk-pay-core');
const { paymentTypes } = require('payment-types');

/** 商户自己的下单服务：价格在服务端算好，再调用支付。调用方式与 vk-uni-pay 相同。 */
module.exports = {
  main: async (event) => {
    const { data = {}, util, originalParam, uid } = event;
    const { vk } = util;
    const vkPay = createMerchantPay({ vk, paymentTypes });
    const total_fee = data.yuan === 100 ? 9900 : 5000;
    const { out_trade_no } = data;
    await vk.baseDao.setById({ dbName: 'shop_recharges', dataJson: { _id: out_trade_no, user_id: uid, total_fee, status: 0 } });
    return vkPay.createPayment({
      context: data.context || originalParam.context,
      provider: data.provider,
      isPC: data.isPC,
      needQRcode: data.needQRcode,
      data: {
        openid: data.openid,
        out_trade_no,
        total_fee,
        subject: '余额充值',
        body: '余额充值详情',
        type: 'recharge',
        user_id: uid,
        nickname: '小明',
        custom: { recharge_balance: total_fee + 1 },
      },
    });
  },
};
