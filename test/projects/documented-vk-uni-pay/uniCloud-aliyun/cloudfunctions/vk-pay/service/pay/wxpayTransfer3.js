'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * 转账到微信零钱 v3 单笔（测试用）
   * @url pay/wxpayTransfer3
   */
  main: async (event) => {
    let { data = {} } = event;
    let res = await vkPay.transfer({
      amount: 10,
      title: '转账',
      pay_type: 'wxpay',
      openid: data.openid,
      remark: '测试转账',
      out_biz_no: 'test' + Date.now(),
      version: 3
    });
    if (res.code == 0) res.msg = '转账申请已提交';
    return res;
  }
};
