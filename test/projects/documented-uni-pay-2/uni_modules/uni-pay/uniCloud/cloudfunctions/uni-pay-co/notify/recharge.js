'use strict';
const payCrypto = require('../libs/crypto.js'); // 获取加密服务
/**
 * 充值余额（调用自己的云对象，数据加密）
 */
module.exports = async (obj) => {
	let { data = {} } = obj;
	let encrypted = payCrypto.aes.encrypt({
		mode: "aes-256-ecb",
		data: {
			order_no: data.order_no,
			out_trade_no: data.out_trade_no,
			total_fee: data.total_fee,
			user_id: data.user_id
		}
	});
	// 自己先解一遍，确认对方解得开（mode 要一致）
	let check = payCrypto.aes.decrypt({ mode: "aes-256-ecb", data: encrypted });
	if (check.out_trade_no !== data.out_trade_no) return false;
	const bookFinance = uniCloud.importObject('book-finance');
	let res = await bookFinance.rechargeBalance(encrypted);
	return res.errCode === 0;
};
