'use strict';
// 三年前写的，用的是 uni-pay 1.x 的公共模块
const uniPay = require('uni-pay');
const createConfig = require('uni-config-center');

exports.main = async (event, context) => {
	const config = createConfig({ pluginId: 'uni-pay' }).requireFile('config.js');
	const wx = uniPay.initWeixinV3({
		appId: config.wxpay.mp.appId,
		mchId: config.wxpay.mp.mchId,
		v3Key: config.wxpay.mp.v3Key,
		appCertPath: config.wxpay.mp.appCertPath,
		appPrivateKeyPath: config.wxpay.mp.appPrivateKeyPath
	});
	switch (event.op) {
		case 'create': {
			const orderInfo = await wx.getOrderInfo({
				openid: event.openid,
				body: '书',
				outTradeNo: event.outTradeNo,
				totalFee: event.totalFee,
				tradeType: 'JSAPI',
				spbillCreateIp: context.CLIENTIP,
				notifyUrl: config.notifyUrl[context.SPACEINFO.spaceId]
			});
			return { orderInfo };
		}
		case 'query':
			return await wx.orderQuery({ outTradeNo: event.outTradeNo });
		case 'close':
			return await wx.closeOrder({ outTradeNo: event.outTradeNo });
		case 'refund':
			return await wx.refund({
				outTradeNo: event.outTradeNo,
				outRefundNo: event.outTradeNo + 'R1',
				totalFee: event.totalFee,
				refundFee: event.refundFee
			});
		default:
			return { errCode: 1, errMsg: '不认识的 op' };
	}
};
