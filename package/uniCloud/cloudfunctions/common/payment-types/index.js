'use strict';
/**
 * 订单类型：读取商户写在配置中心里的 `vk-pay/payment-types/index.js`。
 * 放在那里而不是插件里，更新插件就不会覆盖它。
 */
const FILE = 'payment-types/index.js';
const center = require('uni-config-center')({ pluginId: 'vk-pay' });

function read() {
  if (!center.hasFile(FILE)) {
    console.error(`[vk-pay] 还没有订单类型：uni-config-center/vk-pay/${FILE} 不存在，什么也卖不了。写法见插件的 readme`);
    return [];
  }
  // 配置中心对「它引用的文件不存在」也只说没有。
  const found = center.requireFile(FILE);
  if (found === undefined) throw new Error(`uni-config-center/vk-pay/${FILE} 引用了不存在的文件或模块`);
  if (!Array.isArray(found.paymentTypes)) throw new Error(`uni-config-center/vk-pay/${FILE} 没有导出数组 paymentTypes`);
  return found.paymentTypes;
}

exports.paymentTypes = read();
