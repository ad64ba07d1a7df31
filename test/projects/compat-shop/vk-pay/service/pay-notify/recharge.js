'use strict';
/** 照公开文档的示例写的业务处理：原生的数据库语句。 */
module.exports = async (obj, originalParam) => {
  const { data = {} } = obj;
  const { db, _ } = originalParam;
  const { user_id, recharge_balance } = data;
  await db.collection('shop_notices').add({ data, has: Object.keys(originalParam) });
  const res = await db.collection('shop_wallets').doc(user_id).update({ balance: _.inc(recharge_balance) });
  return Boolean(res.updated);
};
