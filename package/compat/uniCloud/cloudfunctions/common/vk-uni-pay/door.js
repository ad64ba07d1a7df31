'use strict';
/**
 * 云函数 vk-pay 的门：网关的通知、旧的 `action: "pay/…"`、我们自己的路由。
 * 它的依赖都在这个模块里：商户的 vk-pay/package.json 只写了 vk-uni-pay 与 uni-config-center 也够。
 */
const path = require('path');
const { vkPayDoor } = require('vk-pay-core');
const { paymentTypes } = require('payment-types');
const { filesUnder } = require('./files');
const { framework } = require('./framework');

/** 装了的话。 */
function optional(load) {
  try {
    return load();
  } catch {
    return undefined;
  }
}

function instance(config) {
  const found = optional(() => require('vk-unicloud'));
  if (!found) return framework();
  const uniID = optional(() => require('uni-id'));
  const configCenter = optional(() => require('uni-config-center'));
  return found.createInstance({ ...config, ...(uniID ? { uniID } : {}), ...(configCenter ? { configCenter } : {}) });
}

/** @param folder vk-pay 的文件夹；@param load 从那里 require；@param config 框架的初始化参数 */
module.exports = ({ folder, load, config }) => {
  const service = path.join(folder, 'service');
  const handlers = new Map(filesUnder(path.join(service, 'pay-notify'), load));
  const services = new Map(filesUnder(service, load).filter(([name]) => !name.startsWith('pay-notify/')));
  return vkPayDoor({ vk: instance(config), paymentTypes, services, handlers });
};
