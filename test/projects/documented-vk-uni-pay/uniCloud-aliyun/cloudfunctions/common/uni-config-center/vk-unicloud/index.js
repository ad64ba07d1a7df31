const uniIdConfig = require('../uni-id/config.json');
const uniPayConfig = require('../uni-pay/config.js');

module.exports = {
  "uni": uniIdConfig,
  "uni-pay": uniPayConfig,
  "vk": {
    "system": {
      "serviceShutdown": false,
      "targetTimezone": 8
    },
    // 云函数 URL 化时没有客户端信息，给默认值
    "context": {
      "APPID": "__UNI__7A1B2C3",
      "PLATFORM": "h5"
    }
  }
};
