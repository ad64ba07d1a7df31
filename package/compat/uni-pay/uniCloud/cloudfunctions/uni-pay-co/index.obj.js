'use strict';
/** 云对象 uni-pay-co。商户自己的文件：`notify/<type>.js` 是业务处理，`config/permission.js` 是退款要的角色。 */
module.exports = require('vk-uni-pay/uni-pay-co')({ folder: __dirname, load: (file) => require(file) });
