'use strict';
module.exports = {
  /**
   * 发工资：商家转账到零钱 V3（批量 / 单笔）
   * @url admin/pay/sys/batchTransfer
   * @param {Array} list [{ openid, amount, name }]
   */
  main: async (event) => {
    let { data = {}, util } = event;
    let { vk } = util;
    let { list = [], batch_no } = data;
    if (list.length === 1) {
      return await vk.vkPay.transfer({
        version: 3,
        pay_type: 'wxpay',
        amount: list[0].amount,
        title: '工资',
        remark: '工资',
        openid: list[0].openid,
        out_biz_no: batch_no
      });
    }
    let transfer_detail_list = list.map((item, index) => ({
      out_detail_no: batch_no + String(index + 1),
      transfer_amount: item.amount,
      transfer_remark: item.name + '的工资',
      openid: item.openid
    }));
    let res = await vk.vkPay.transfer({
      version: 3,
      pay_type: 'wxpay',
      out_biz_no: batch_no,
      batch_name: '茶铺工资',
      batch_remark: '茶铺工资',
      total_amount: list.reduce((sum, item) => sum + item.amount, 0),
      total_num: list.length,
      transfer_detail_list
    });
    if (res.code == 0) res.msg = '已提交，批次号 ' + res.result.batch_id;
    return res;
  }
};
