'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * 转账（测试用）
   * @url pay/transfer
   */
  main: async (event) => {
    let { data = {} } = event;
    return await vkPay.transfer({
      account: data.account,
      real_name: data.real_name,
      amount: 10,
      title: '转账',
      pay_type: data.pay_type,
      openid: data.openid,
      platform: data.platform,
      remark: '测试转账',
      out_biz_no: 'test' + Date.now()
    });
  }
};
