'use strict';
/**
 * 买书付款成功（直接写数据库）
 */
module.exports = async (obj) => {
	let { data = {} } = obj;
	let { order_no, out_trade_no, total_fee, transaction_id, provider, user_id, openid, custom = {} } = data;
	const db = uniCloud.database();
	// 金额是前端传的，要和自己的订单比
	let orderRes = await db.collection("book-orders").where({ order_no }).get();
	let order = orderRes.data[0];
	if (!order || order.total_fee !== total_fee) return false;
	if (order.status === 1) return true;
	let res = await db.collection("book-orders").doc(order._id).update({
		status: 1,
		out_trade_no,
		transaction_id,
		provider,
		openid: openid || "",
		payer: user_id || "",
		gift: custom.gift || "",
		pay_date: Date.now()
	});
	return res.updated === 1;
};
