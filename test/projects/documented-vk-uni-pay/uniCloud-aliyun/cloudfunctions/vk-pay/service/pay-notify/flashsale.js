'use strict';
/**
 * 秒杀：改到一半提交了，少一个右括号，编译不过
 */
module.exports = async (obj, originalParam) => {
  let { data = {} } = obj;
  let { db } = originalParam;
  await db.collection('shop-flash').add({ out_trade_no: data.out_trade_no
  return true;
};
