'use strict';
module.exports = {
  /**
   * 给商品订单发起支付（要登录）
   * @url client/order/kh/createPayment
   * data 请求参数
   * @param {String} order_id   订单表的 _id
   * @param {String} provider   wxpay / alipay
   * @param {String} openid     小程序、公众号要传；网页端前端传的是空串
   * @param {Boolean} isPC      组件自动带上
   */
  main: async (event) => {
    let { data = {}, util, originalParam } = event;
    let { vk } = util;
    let { uid, order_id } = data;
    let order = await vk.baseDao.findById({ dbName: 'shop-orders', id: order_id });
    if (!order || order.user_id !== uid) return { code: -1, msg: '订单不存在' };
    if (order.status !== 0) return { code: -1, msg: '订单已付款，请勿重复支付' };

    let res = await vk.vkPay.createPayment({
      context: originalParam.context,
      provider: data.provider,
      isPC: data.isPC,
      needQRcode: data.needQRcode,
      data: {
        openid: data.openid,
        // 支付单号就用订单表的 _id
        out_trade_no: order._id,
        total_fee: order.total_fee,
        subject: order.title,
        body: '山间茶铺-' + order.title,
        type: 'goods',
        user_id: uid,
        nickname: order.nickname,
        time_expire: Date.now() + 1000 * 60 * 10,
        custom: {
          // 这两个前端可能没选，值就是 undefined / null
          coupon_id: data.coupon_id,
          remark: order.remark || null,
          shop_id: order.shop_id
        },
        other: {
          goods_tag: 'TEA2026'
        }
      }
    });
    return res;
  }
};
