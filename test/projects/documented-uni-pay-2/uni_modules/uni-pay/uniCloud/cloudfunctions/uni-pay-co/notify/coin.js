'use strict';
/**
 * 虚拟支付：代币充值
 */
module.exports = async (obj) => {
	let { data = {} } = obj;
	const db = uniCloud.database();
	await db.collection("book-coins").add({ order_no: data.order_no, user_id: data.custom && data.custom.user_id, fee: data.total_fee });
	return true;
};
