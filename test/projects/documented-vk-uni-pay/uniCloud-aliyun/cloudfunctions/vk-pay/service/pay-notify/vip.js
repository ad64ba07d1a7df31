'use strict';
const vkPay = require('vk-uni-pay');
/**
 * 购买会员（调用 router 云函数，数据加密）
 */
module.exports = async (obj) => {
  let { data = {} } = obj;
  let encryptedData = vkPay.crypto.aes.encrypt({
    data: {
      out_trade_no: data.out_trade_no,
      total_fee: data.total_fee,
      user_id: data.user_id,
      vip_days: data.vip_days
    }
  });
  let res = await uniCloud.callFunction({
    name: 'router',
    data: {
      $url: 'client/pay/pub/notified',
      data: { encryptedData }
    }
  });
  return res.result.code === 0;
};
