'use strict';
const db = uniCloud.database();
module.exports = async ({ data }) => {
  const { updated } = await db.collection('shop_orders').where({ _id: data.order_id, total_fee: data.total_fee }).update({ paid: true });
  return updated === 1;
};
