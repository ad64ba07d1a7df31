'use strict';
/**
 * 会员（只传单号，自己的云函数去查支付订单表）
 */
module.exports = async (obj) => {
	let { data = {} } = obj;
	let res = await uniCloud.callFunction({
		name: "check-order",
		data: { out_trade_no: data.out_trade_no }
	});
	return res.result.errCode === 0;
};
