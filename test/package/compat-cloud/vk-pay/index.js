'use strict';
// 公开文档里的 vk-pay 云函数那一面：`{ action, data }`；做事的是真的 vk-pay-core。
const { createInstance } = require('vk-unicloud');
const { createMerchantPay } = require('vk-pay-core');
const { paymentTypes } = require('payment-types');

const vk = createInstance(require('./config'));
const vkPay = createMerchantPay({ vk, paymentTypes });
const ORDER = ['out_trade_no', 'total_fee', 'subject', 'type', 'return_url'];

const services = {
  'pay/createPayment': (data, context) =>
    vkPay.createPayment({
      context,
      provider: data.provider,
      isPC: data.isPC,
      needQRcode: data.needQRcode,
      data: Object.fromEntries(ORDER.filter((key) => data[key] !== undefined).map((key) => [key, data[key]])),
    }),
  'pay/queryPayment': ({ out_trade_no, await_notify, pay_order_info }) =>
    vkPay.queryPayment({ out_trade_no, await_notify, pay_order_info }),
};

exports.main = async ({ action, data = {} }, context) => services[action](data, context);
