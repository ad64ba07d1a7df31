'use strict';
module.exports = {
  /**
   * 老代码：插件 1.16 之前写的转账，一直没改
   * @url admin/pay/sys/oldTransfer
   */
  main: async (event) => {
    let { data = {}, util } = event;
    let { vk } = util;
    let params = {
      amount: data.amount, // 100 = 1 元
      title: '提现',
      remark: '提现',
      out_biz_no: data.out_biz_no,
      pay_type: data.pay_type
    };
    if (data.pay_type === 'alipay') {
      params.account = data.account;
      params.real_name = data.real_name;
    } else {
      params.openid = data.openid;
      params.real_name = data.real_name;
      params.check_name = false;
      params.platform = 'mp-weixin';
    }
    let res = await vk.vkPay.transfer(params);
    switch (res.code) {
      case 0: return { code: 0, msg: '已转账', result: res.result };
      case 1007: case 1008: return { code: -1, msg: '金额填错了' };
      case 1009: return { code: -1, msg: '请填写支付宝账号' };
      case 1010: return { code: -1, msg: '请填写真实姓名' };
      case 1011: case 1012: return { code: -1, msg: '收款人不完整' };
      default: return res;
    }
  }
};
