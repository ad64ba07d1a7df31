'use strict';
/**
 * 商品订单付款成功（直接写数据库）
 */
module.exports = async (obj, originalParam) => {
  let { data = {} } = obj;
  let { db, _ } = originalParam;
  let { out_trade_no, transaction_id, total_fee, user_id, openid, client_ip, provider_appid, shop_id, coupon_id } = data;
  // where 里带上金额，金额不一致就改不到
  let res = await db.collection('shop-orders').where({ _id: out_trade_no, total_fee, status: _.in([0, -1]) }).update({
    status: 1,
    out_trade_no,
    transaction_id,
    pay_openid: openid || '',
    pay_ip: client_ip || '',
    pay_appid: provider_appid || '',
    pay_date: Date.now()
  });
  if (!res.updated) return false;
  // 扣库存、发消息等写进任务表，定时器去做
  await db.collection('shop-tasks').add({
    type: 'order-paid', out_trade_no, user_id, shop_id, coupon_id: coupon_id || '', create_date: Date.now()
  });
  return true;
};
