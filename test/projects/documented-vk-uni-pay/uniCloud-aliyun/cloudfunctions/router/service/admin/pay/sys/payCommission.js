'use strict';
module.exports = {
  /**
   * 给推广员结佣金到支付宝（先看余额够不够）
   * @url admin/pay/sys/payCommission
   */
  main: async (event) => {
    let { data = {}, util } = event;
    let { vk } = util;
    let balance = await vk.vkPay.queryAccountBalance({ provider: 'alipay', platform: 'transfer' });
    if (balance.code !== 0) return balance;
    // 余额单位是元，转账金额单位是分
    if (balance.availableAmount * 100 < data.amount) return { code: -1, msg: '支付宝余额不足' };
    let res = await vk.vkPay.transfer({
      provider: 'alipay',
      platform: 'transfer',
      out_bill_no: 'YJ' + data.bill_id,
      payee_info: {
        identity_type: 'ALIPAY_LOGON_ID',
        identity: data.account,
        name: data.real_name
      },
      transfer_amount: data.amount,
      order_title: '推广佣金',
      transfer_remark: data.remark,
      payer_use_alias: true,
      transfer_scene_name: '佣金报酬',
      transfer_scene_report_infos: [{ info_type: '佣金报酬说明', info_content: '茶叶推广佣金' }]
    });
    if (res.code === 0) {
      await vk.baseDao.add({ dbName: 'shop-commissions', dataJson: { bill_id: data.bill_id, amount: data.amount, result: res.result } });
    }
    return res;
  }
};
