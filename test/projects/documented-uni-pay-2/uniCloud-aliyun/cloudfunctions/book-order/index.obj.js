// 订单云对象：下单、支付、查、关、退
const db = uniCloud.database();
const uniPayCo = uniCloud.importObject("uni-pay-co");
module.exports = {
	/**
	 * 下单，返回业务单号 order_no（22 位，避开 24 位）
	 */
	async create({ title, total_fee, type = "goods", user_id = "" }) {
		const order_no = "B" + Date.now() + Math.random().toFixed(8).slice(2);
		await db.collection("book-orders").add({ order_no, title, total_fee, type, user_id, status: 0, create_date: Date.now() });
		return { errCode: 0, order_no };
	},
	/**
	 * 店里的自助机：云端直接要一个二维码
	 */
	async kioskQrcode({ order_no, total_fee, provider }) {
		let res = await uniPayCo.createOrder({
			provider,
			total_fee,
			type: "goods",
			order_no,
			description: "书",
			qr_code: true,
			other: provider === "wxpay" ? { attach: "kiosk-1" } : { store_id: "kiosk-1" },
			clientInfo: this.getClientInfo()
		});
		if (res.errCode !== 0) return res;
		return { errCode: 0, out_trade_no: res.out_trade_no, image: res.qr_code_image, order_no: res.order_no };
	},
	/**
	 * 服务端查：给物流系统用
	 */
	async paid({ out_trade_no, transaction_id }) {
		let res = await uniPayCo.getOrder({ out_trade_no, transaction_id, await_notify: true });
		if (res.errCode === 52001) return { errCode: 0, paid: false };
		if (res.errCode !== 0) return res;
		return {
			errCode: 0,
			paid: res.has_paid,
			done: res.user_order_success === true,
			status: res.status,
			order_no: res.pay_order.order_no,
			total_fee: res.pay_order.total_fee
		};
	},
	/**
	 * 关单
	 */
	async close({ out_trade_no }) {
		let res = await uniPayCo.closeOrder({ out_trade_no });
		if (res.errCode === 53004) return { errCode: 0, closed: false, errMsg: res.errMsg };
		return { errCode: res.errCode, errMsg: res.errMsg, closed: res.errCode === 0, result: res.result };
	},
	/**
	 * 退款：把店员的身份带过去（uni-pay-co 要查角色）
	 */
	async refund({ out_trade_no, refund_fee, refund_desc }) {
		const clientInfo = this.getClientInfo();
		let res = await uniPayCo.refund({
			out_trade_no,
			refund_fee,
			refund_desc,
			clientInfo,
			uniIdToken: clientInfo.uniIdToken
		});
		switch (res.errCode) {
			case 0:
				break;
			case 50403:
				return { errCode: 50403, errMsg: "只有管理员和收银能退款" };
			case 52001:
				return { errCode: 52001, errMsg: "没有这个支付单" };
			case 53002:
				return { errCode: 53002, errMsg: "退款失败，请稍后再试" };
			default:
				return res;
		}
		let query = await uniPayCo.getRefund({ out_trade_no });
		return { errCode: 0, result: res.result, refund_fee: query.pay_order && query.pay_order.refund_fee };
	}
};
