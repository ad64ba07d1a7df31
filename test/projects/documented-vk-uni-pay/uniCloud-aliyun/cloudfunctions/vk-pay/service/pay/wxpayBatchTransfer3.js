'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * 转账到微信零钱 v3 批量（测试用）
   * @url pay/wxpayBatchTransfer3
   */
  main: async (event) => {
    let { data = {} } = event;
    let out_biz_no = 'test' + Date.now();
    let transfer_detail_list = (data.openids || []).map((openid, index) => ({
      out_detail_no: out_biz_no + (index + 1),
      transfer_amount: 50,
      transfer_remark: '测试',
      openid
    }));
    return await vkPay.transfer({
      out_biz_no,
      batch_name: '测试批量转账',
      batch_remark: '测试批量转账',
      total_amount: 50 * transfer_detail_list.length,
      total_num: transfer_detail_list.length,
      transfer_detail_list,
      pay_type: 'wxpay',
      version: 3
    });
  }
};
