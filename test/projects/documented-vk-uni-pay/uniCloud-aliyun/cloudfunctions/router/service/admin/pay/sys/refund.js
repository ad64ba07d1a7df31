'use strict';
module.exports = {
  /**
   * 后台退款
   * @url admin/pay/sys/refund
   * @param {String} out_trade_no
   * @param {Number} refund_fee  分；不填全额退
   * @param {String} refund_desc
   */
  main: async (event) => {
    let { data = {}, util } = event;
    let { vk } = util;
    let { out_trade_no, refund_desc = '商家退款', refund_fee } = data;
    let order = await vk.baseDao.findByWhereJson({ dbName: 'vk-pay-orders', whereJson: { out_trade_no } });
    if (!order) return { code: -1, msg: '支付订单不存在' };

    let params = { out_trade_no, refund_desc };
    if (refund_fee !== undefined && refund_fee !== '') {
      params.refund_fee = refund_fee; // 前端输入框来的，可能是 "300"
      // 退款单号按文档的规则自己拼：支付单号-第几次
      params.out_refund_no = out_trade_no + '-' + ((order.refund_num || 0) + 1);
    }
    let res = await vk.vkPay.refund(params);
    if (res.code !== 0) {
      switch (res.code) {
        case 2001: return { code: -1, msg: '没有这个支付单' };
        case 2002: return { code: -1, msg: '顾客还没有付款，无需退款' };
        case 2004: return { code: -1, msg: '刚付完款，请 1 分钟后再退' };
        default: return res;
      }
    }
    await vk.baseDao.update({
      dbName: 'shop-orders',
      whereJson: { out_trade_no },
      dataJson: { status: 9, refund_fee: res.refundFee, refund_id: res.refundId }
    });
    return { code: 0, msg: '退款成功', refundFee: res.refundFee, outTradeNo: res.outTradeNo, cashRefundFee: res.cashRefundFee };
  }
};
