const crypto = require('crypto');
const createConfig = require('uni-config-center');
// 照文档的 java 解密示例翻成 node：密钥取前 32 位，AES/ECB/PKCS5，base64
function decrypt(encrypted) {
	const { notifyKey } = createConfig({ pluginId: 'uni-pay' }).requireFile('config.js');
	const decipher = crypto.createDecipheriv('aes-256-ecb', Buffer.from(notifyKey.substring(0, 32)), null);
	const text = decipher.update(encrypted, 'base64', 'utf8') + decipher.final('utf8');
	return JSON.parse(text);
}
module.exports = {
	/**
	 * 充值到账（只由 uni-pay-co/notify/recharge.js 调）
	 */
	async rechargeBalance(encrypted) {
		let data;
		try {
			data = decrypt(encrypted);
		} catch (err) {
			return { errCode: 403, errMsg: "非法请求" };
		}
		const db = uniCloud.database();
		const _ = db.command;
		let order = (await db.collection("book-orders").where({ order_no: data.order_no }).get()).data[0];
		if (!order || order.total_fee !== data.total_fee) return { errCode: 2, errMsg: "金额不符" };
		if (order.status === 1) return { errCode: 0 };
		let res = await db.collection("book-orders").where({ _id: order._id, status: 0 }).update({ status: 1, out_trade_no: data.out_trade_no });
		if (res.updated) await db.collection("uni-id-users").doc(order.user_id).update({ balance: _.inc(data.total_fee) });
		return { errCode: 0 };
	}
};
