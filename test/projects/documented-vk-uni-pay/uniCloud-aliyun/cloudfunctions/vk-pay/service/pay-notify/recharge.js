'use strict';
/**
 * 余额充值
 */
module.exports = async (obj, originalParam) => {
  let user_order_success = true;
  let { data = {}, verifyResult } = obj;
  let { db, _ } = originalParam;
  let { out_trade_no, total_fee, user_id, nickname, recharge_balance } = data;
  console.log('recharge', out_trade_no, verifyResult && Object.keys(verifyResult));
  if (total_fee !== recharge_balance) return false;
  let res = await db.collection('uni-id-users').doc(user_id).update({
    balance: _.inc(recharge_balance)
  });
  if (res.updated) {
    await db.collection('shop-balance-logs').add({ user_id, nickname, out_trade_no, fee: recharge_balance, create_date: Date.now() });
  } else {
    user_order_success = false;
  }
  return user_order_success;
};
