'use strict';
module.exports = {
  /**
   * 查退款
   * @url admin/pay/sys/queryRefund
   */
  main: async (event) => {
    let { data = {}, util } = event;
    let res = await util.vk.vkPay.queryRefund({ out_trade_no: data.out_trade_no });
    if (res.code === 2003) return { code: 0, msg: '该订单没有退款', list: [] };
    if (res.code !== 0) return res;
    return { code: 0, msg: res.msg, result: res.queryResult, order: res.orderInfo };
  }
};
