'use strict';
// 公开文档里的云对象 uni-pay-co 那一面：客户端经 importObject 叫来的是 `{ method, params }`；做事的是真的 vk-pay-core。
const { createInstance } = require('vk-unicloud');
const { createMerchantPay } = require('vk-pay-core');
const { paymentTypes } = require('payment-types');

const vk = createInstance({ baseDir: __dirname, requireFn: (path) => require(path) });
const vkPay = createMerchantPay({ vk, paymentTypes });
const TYPES = { h5: 'native', mweb: 'mweb' };
const answered = ({ code, msg, ...rest }) => (code === 0 ? { errCode: 0, errMsg: '', ...rest } : { errCode: 53001, errMsg: msg });

const methods = {
  getPayProviderFromCloud: async () => ({ errCode: 0, wxpay: true, alipay: true, provider: ['wxpay', 'alipay'] }),
  async createOrder({ provider, total_fee, type, order_no, out_trade_no, description, qr_code }, context) {
    const data = { out_trade_no, total_fee, type, subject: description };
    const made = answered(await vkPay.createPayment({ context, provider, needQRcode: qr_code, data }));
    if (made.errCode !== 0) return made;
    const { orderInfo, platform, qrcodeImage } = made;
    return {
      errCode: 0,
      order: orderInfo,
      order_no,
      out_trade_no,
      provider,
      provider_pay_type: TYPES[platform],
      qr_code: qrcodeImage !== undefined,
      qr_code_image: qrcodeImage,
    };
  },
  async getOrder({ out_trade_no, await_notify }) {
    const found = answered(await vkPay.queryPayment({ out_trade_no, await_notify, pay_order_info: true }));
    if (found.errCode !== 0) return found;
    const { orderPaid, user_order_success, status, payOrder } = found;
    return { errCode: 0, has_paid: orderPaid, user_order_success, out_trade_no, status, pay_order: payOrder };
  },
};

exports.main = async ({ method, params: [data = {}] = [] }, context) => methods[method](data, context);
