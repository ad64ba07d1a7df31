'use strict';
const vkPay = require('vk-uni-pay');
module.exports = {
  /**
   * vk-pay 云函数的 vip 回调通过 callFunction 调过来，数据是加密的
   * @url client/pay/pub/notified
   */
  main: async (event) => {
    let { data = {}, util } = event;
    let { vk, _ } = util;
    let decrypted;
    try {
      decrypted = vkPay.crypto.aes.decrypt({ data: data.encryptedData });
    } catch (err) {
      console.error('解密失败', err);
      return { code: 403, msg: '非法请求' };
    }
    let { out_trade_no, user_id, total_fee, vip_days } = decrypted;
    if (total_fee !== 9900) return { code: -1, msg: '金额不对' };
    let user = await vk.baseDao.findById({ dbName: 'uni-id-users', id: user_id });
    if (!user) return { code: -1, msg: '用户不存在' };
    if (user.vip_last_no === out_trade_no) return { code: 0, msg: '已处理' };
    let from = Math.max(user.vip_expire || 0, Date.now());
    await vk.baseDao.updateById({
      dbName: 'uni-id-users',
      id: user_id,
      dataJson: { vip_expire: from + vip_days * 24 * 3600 * 1000, vip_last_no: out_trade_no }
    });
    return { code: 0, msg: 'ok' };
  }
};
