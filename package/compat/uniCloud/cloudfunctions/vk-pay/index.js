'use strict';
/** 云函数 vk-pay。商户的文件在 `service/`（从 vk-uni-pay 的示例抄来的）与 `service/pay-notify/`，装载时列好。 */
exports.main = require('vk-uni-pay/door')({ folder: __dirname, load: (file) => require(file), config: require('./config') });
