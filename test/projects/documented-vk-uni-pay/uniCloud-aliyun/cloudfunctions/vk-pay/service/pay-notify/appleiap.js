'use strict';
/**
 * 苹果内购：按商品发电子茶书
 */
module.exports = async (obj, originalParam) => {
  let { data = {} } = obj;
  let { db } = originalParam;
  await db.collection('shop-ebooks').add({ user_id: data.user_id, out_trade_no: data.out_trade_no, transaction_id: data.transaction_id, create_date: Date.now() });
  return true;
};
