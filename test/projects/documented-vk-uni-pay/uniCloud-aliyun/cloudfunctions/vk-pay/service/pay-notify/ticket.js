'use strict';
/**
 * 茶会门票：座位没了就抛错
 */
module.exports = async (obj, originalParam) => {
  let { data = {} } = obj;
  let { db, _ } = originalParam;
  let res = await db.collection('shop-seats').where({ _id: data.seat_id, user_id: _.exists(false) }).update({ user_id: data.user_id, out_trade_no: data.out_trade_no });
  if (!res.updated) throw new Error('座位已被占用：' + data.seat_id);
  return true;
};
