'use strict';
/**
 * 公共模块 vk-uni-pay：照它的公开文档写的云函数、云对象、路由服务，`require('vk-uni-pay')` 或 `vk.vkPay` 就能用，一个字不改。
 * 做事的是 vk-pay-core；这里只说框架从哪里来。
 */
const { createVkUniPay } = require('vk-pay-core');
const { paymentTypes } = require('payment-types');
const { framework } = require('./framework');

module.exports = createVkUniPay({ vk: framework, paymentTypes });
