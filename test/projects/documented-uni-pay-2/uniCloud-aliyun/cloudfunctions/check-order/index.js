'use strict';
// 会员回调转到这里：只认支付订单表里的状态
exports.main = async (event) => {
	const db = uniCloud.database();
	let res = await db.collection("uni-pay-orders").where({ out_trade_no: event.out_trade_no }).get();
	let pay = res.data[0];
	if (!pay || pay.status !== 1) return { errCode: 1, errMsg: "没有付款" };
	await db.collection("book-members").add({
		user_id: pay.user_id,
		order_no: pay.order_no,
		provider: pay.provider,
		pay_type: pay.provider_pay_type,
		fee: pay.total_fee,
		pay_date: pay.pay_date
	});
	return { errCode: 0 };
};
