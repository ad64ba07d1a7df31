'use strict';
module.exports = {
  /**
   * 提现到微信（新版商家转账：返回的 options 给前端 uni.requestMerchantTransfer 用）
   * @url client/wallet/kh/withdraw
   */
  main: async (event) => {
    let { data = {}, util } = event;
    let { vk, _ } = util;
    let { uid, amount, openid } = data;
    amount = Number(amount);
    if (!(amount >= 10)) return { code: -1, msg: '最少提现 0.1 元' };
    // 先扣余额，扣不到说明余额不足
    let num = await vk.baseDao.update({
      dbName: 'uni-id-users',
      whereJson: { _id: uid, balance: _.gte(amount) },
      dataJson: { balance: _.inc(-amount) }
    });
    if (num !== 1) return { code: -1, msg: '余额不足' };

    let out_bill_no = 'TX' + Date.now() + uid.slice(-6);
    await vk.baseDao.add({
      dbName: 'shop-withdraws',
      dataJson: { _id: out_bill_no, user_id: uid, amount, status: 0 }
    });
    let res = await vk.vkPay.transfer({
      provider: 'wxpay',
      platform: 'mp-weixin',
      out_bill_no,
      openid,
      transfer_amount: amount,
      transfer_remark: '余额提现',
      transfer_scene_id: '1005',
      user_recv_perception: '劳务报酬',
      transfer_scene_report_infos: [
        { info_type: '岗位类型', info_content: '推广员' },
        { info_type: '报酬说明', info_content: '推广佣金' }
      ]
    });
    if (res.code !== 0) return res;
    return { code: 0, msg: 'ok', out_bill_no, options: res.options, result: res.result };
  }
};
