'use strict';
const payCrypto = require('../libs/crypto.js'); // 获取加密服务
/**
 * 团购订单在公司的 java 系统里（http，aes-256-ecb）
 */
module.exports = async (obj) => {
	let { data = {} } = obj;
	let encrypted = payCrypto.aes.encrypt({
		mode: "aes-256-ecb",
		data: data
	});
	let res = await uniCloud.httpclient.request("https://erp.book-room.example.com/pay/notify", {
		method: "POST",
		data: { encrypted },
		contentType: "json",
		dataType: "json"
	});
	return !!(res.data && res.data.code === 0);
};
