'use strict';
const vkPay = require('vk-uni-pay');
/** 没有框架的云函数：event 说叫哪个方法；没有说 context 就不给。 */
exports.main = async ({ method, input, context: given }, context) => {
  const target = method.split('.').reduce((from, key) => from[key], vkPay);
  return target(given === false ? input : { context: given || context, ...input });
};
