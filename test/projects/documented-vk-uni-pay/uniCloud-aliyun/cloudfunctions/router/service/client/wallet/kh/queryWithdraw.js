'use strict';
module.exports = {
  /**
   * 查提现结果
   * @url client/wallet/kh/queryWithdraw
   */
  main: async (event) => {
    let { data = {}, util } = event;
    let { vk } = util;
    return await vk.vkPay.queryTransfer({
      provider: 'wxpay',
      platform: 'mp-weixin',
      out_bill_no: data.out_bill_no
    });
  }
};
