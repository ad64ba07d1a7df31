'use strict';
exports.paymentTypes = [
  { name: 'recharge', style: 'vk-uni-pay', fulfil: require('./pay-notify/recharge') },
];
