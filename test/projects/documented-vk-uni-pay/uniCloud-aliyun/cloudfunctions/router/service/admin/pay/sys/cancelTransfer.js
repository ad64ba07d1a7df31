'use strict';
module.exports = {
  /**
   * 顾客一直不确认收款，撤销转账
   * @url admin/pay/sys/cancelTransfer
   */
  main: async (event) => {
    let { data = {}, util } = event;
    return await util.vk.vkPay.cancelTransfer({
      provider: 'wxpay',
      platform: 'mp-weixin',
      out_bill_no: data.out_bill_no
    });
  }
};
