'use strict';
// 公开文档里的云对象 uni-pay-co 那一面：客户端经 importObject 叫来的是 `{ method, params }`；做事的是兼容包的云函数 vk-pay。
const pay = async (name, data) => (await uniCloud.callFunction({ name: 'vk-pay', data: { action: `pay/${name}`, data } })).result;
const answered = ({ code, msg, ...rest }) => (code === 0 ? { errCode: 0, errMsg: '', ...rest } : { errCode: 53001, errMsg: msg });

const methods = {
  getPayProviderFromCloud: async () => ({ errCode: 0, wxpay: true, alipay: true, provider: ['wxpay', 'alipay'] }),
  async createOrder({ provider, total_fee, type, order_no, out_trade_no, description }) {
    const made = answered(
      await pay('createPayment', { provider, isPC: true, needQRcode: 'image', out_trade_no, total_fee, type, subject: description }),
    );
    if (made.errCode !== 0) return made;
    const { orderInfo, qrcodeImage } = made;
    const shown = { provider_pay_type: 'native', qr_code: true, qr_code_image: qrcodeImage };
    return { errCode: 0, order: orderInfo, order_no, out_trade_no, provider, ...shown };
  },
  async getOrder({ out_trade_no, await_notify }) {
    const found = answered(await pay('queryPayment', { out_trade_no, await_notify, pay_order_info: true }));
    if (found.errCode !== 0) return found;
    const { orderPaid, user_order_success, status, payOrder } = found;
    return { errCode: 0, has_paid: orderPaid, user_order_success, out_trade_no, status, pay_order: payOrder };
  },
};

exports.main = async ({ method, params: [data = {}] = [] }) => methods[method](data);
