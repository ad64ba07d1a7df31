'use strict';
/**
 * 订单类型：业务处理文件 `vk-pay/service/pay-notify/<type>.js` 就是，不用登记；
 * 在配置中心里照我们的写法登记过的（`vk-pay/payment-types/index.js`）优先。
 */
const { handlerFiles } = require('vk-pay-core');
const center = require('uni-config-center')({ pluginId: 'vk-pay' });
const FILE = 'payment-types/index.js';

function registered() {
  if (!center.hasFile(FILE)) return [];
  const found = center.requireFile(FILE);
  if (found === undefined) throw new Error(`uni-config-center/vk-pay/${FILE} 引用了不存在的文件或模块`);
  if (!Array.isArray(found.paymentTypes)) throw new Error(`uni-config-center/vk-pay/${FILE} 没有导出数组 paymentTypes`);
  return found.paymentTypes;
}

exports.paymentTypes = [...registered(), handlerFiles()];
