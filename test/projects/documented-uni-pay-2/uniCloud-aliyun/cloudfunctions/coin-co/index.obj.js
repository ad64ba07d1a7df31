// 代币：查余额、扣、退、赠（文档：只能在云端调）
const uniPayCo = uniCloud.importObject("uni-pay-co");
module.exports = {
	async balance({ openid }) {
		return await uniPayCo.requestWxpayVirtualApi({
			method: "queryUserBalance",
			data: { openid, userIp: this.getClientInfo().clientIP }
		});
	},
	async spend({ openid, amount, outTradeNo }) {
		return await uniPayCo.requestWxpayVirtualApi({
			method: "currencyPay",
			data: {
				openid,
				userIp: this.getClientInfo().clientIP,
				amount,
				outTradeNo,
				payitem: JSON.stringify([{ productid: "chapter", unit_price: 1, quantity: amount }]),
				remark: "看书",
				deviceType: 1
			}
		});
	},
	async giveBack({ openid, amount, outTradeNo }) {
		return await uniPayCo.requestWxpayVirtualApi({
			method: "cancelCurrencyPay",
			data: {
				openid,
				userIp: this.getClientInfo().clientIP,
				amount,
				outTradeNo,
				outRefundNo: outTradeNo + "-1",
				deviceType: 1
			}
		});
	},
	async present({ openid, amount, outTradeNo }) {
		return await uniPayCo.requestWxpayVirtualApi({
			method: "presentCurrency",
			data: { openid, userIp: this.getClientInfo().clientIP, amount, outTradeNo, deviceType: 1 }
		});
	}
};
