'use strict';
/** 业务处理里的 `payCrypto.aes`：用 notifyKey 加密；`mode: "aes-256-ecb"` 的，别的语言也解得开。 */
module.exports = { aes: require('vk-uni-pay').crypto.aes };
