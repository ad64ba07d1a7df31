'use strict';
/**
 * 拼团（type 里有大写字母）。忘了写 return，函数返回 undefined
 */
module.exports = async (obj, originalParam) => {
  let { data = {} } = obj;
  let { db } = originalParam;
  await db.collection('shop-groups').add({ out_trade_no: data.out_trade_no, user_id: data.user_id, group_id: data.group_id, create_date: Date.now() });
};
