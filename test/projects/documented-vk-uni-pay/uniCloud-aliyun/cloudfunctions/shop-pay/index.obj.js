const vkPay = require('vk-uni-pay');
// 店铺收款云对象：context 传 this.getClientInfo()
module.exports = {
  _before: function () {
    this.startTime = Date.now();
  },
  /**
   * 定金、尾款分两次付：同一个业务单号加前缀
   */
  async payDeposit({ order_no, openid, provider, stage }) {
    const clientInfo = this.getClientInfo();
    const user_id = await vkPay.checkTokenReturnUserId({ uniIdToken: this.getUniIdToken(), context: clientInfo });
    const res = await vkPay.createPayment({
      context: clientInfo,
      provider,
      data: {
        openid,
        out_trade_no: stage === 'deposit' ? 'pre' + order_no : order_no + '-2',
        total_fee: stage === 'deposit' ? 2000 : 8000,
        subject: '茶',
        type: 'goods',
        user_id,
        custom: { stage, address: undefined }
      }
    });
    if (res.code !== 0) return { errCode: res.code, errMsg: res.msg };
    return { errCode: 0, ...res };
  },
  /**
   * 扫码枪收款（付款码）
   */
  async payByCode({ auth_code, total_fee, provider }) {
    const out_trade_no = 'C' + Date.now();
    const res = await vkPay.createPayment({
      context: this.getClientInfo(),
      provider,
      data: { auth_code, out_trade_no, total_fee, subject: '门店收款', type: 'counter', custom: { shop_id: 's01' } }
    });
    if (res.code !== 0) return { errCode: res.code, errMsg: res.msg };
    // 微信付款码没有异步通知，要自己查；等回调执行完
    const query = await vkPay.queryPayment({ out_trade_no, await_notify: true, await_max_time: 1 });
    return { errCode: 0, errMsg: query.msg, out_trade_no, paid: query.orderPaid, done: query.user_order_success };
  },
  /**
   * 入驻商户收款：pid 是 vk-pay-config 的 _id
   */
  async payToMerchant({ pid, out_trade_no, total_fee }) {
    return await vkPay.createPayment({
      context: this.getClientInfo(),
      provider: 'alipay',
      isPC: 'true',
      data: { pid, out_trade_no, total_fee, subject: '入驻商户订单', type: 'goods', custom: { shop_id: pid } }
    });
  },
  /**
   * 服务商：替子商户收款
   */
  async payAsServiceProvider({ sub_mchid, sub_appid, openid, out_trade_no, total_fee, app_auth_token }) {
    const provider = app_auth_token ? 'alipay' : 'wxpay';
    return await vkPay.createPayment({
      context: this.getClientInfo(),
      provider,
      isPC: provider === 'alipay',
      data: { sub_mchid, sub_appid, app_auth_token, openid, out_trade_no, total_fee, subject: '加盟店订单', type: 'goods' }
    });
  }
};
