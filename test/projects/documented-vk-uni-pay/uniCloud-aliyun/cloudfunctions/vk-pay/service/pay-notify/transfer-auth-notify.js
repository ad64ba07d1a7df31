'use strict';
/**
 * 免确认收款授权结果通知（文件名固定 transfer-auth-notify.js）
 */
module.exports = async (obj, originalParam) => {
  let { data = {} } = obj;
  let { db } = originalParam;
  await db.collection('shop-authorizations').add({ ...data, create_date: Date.now() });
  return true;
};
