'use strict';
const { createMerchantPay } = require('vk-pay-core');
const { paymentTypes } = require('payment-types');

/** 商户自己的管理服务：转交给支付模块的任一个方法。 */
module.exports = {
  main: async (event) => {
    const { data = {}, util, originalParam } = event;
    const vkPay = createMerchantPay({ vk: util.vk, paymentTypes, context: originalParam.context });
    return vkPay[data.method](data.input);
  },
};
