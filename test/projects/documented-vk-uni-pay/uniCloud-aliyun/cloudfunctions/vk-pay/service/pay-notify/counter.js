'use strict';
/**
 * 柜台扫码枪、自助机：没有预先的订单，付了款才记一笔
 */
module.exports = async (obj, originalParam) => {
  let { data = {} } = obj;
  let { db } = originalParam;
  let { out_trade_no, total_fee, pay_type, shop_id } = data;
  await db.collection('shop-sales').add({ out_trade_no, total_fee, pay_type, shop_id, create_date: Date.now() });
  return true;
};
