'use strict';
/**
 * 云函数 vk-pay：网关的通知、旧的 `action: "pay/…"`、我们自己的路由，一个门都答。
 * 商户的文件在 `service/`（从 vk-uni-pay 的示例抄来的）与 `service/pay-notify/`，装载时列好。
 */
const fs = require('fs');
const path = require('path');
const { vkPayDoor } = require('vk-pay-core');
const { paymentTypes } = require('payment-types');
const config = require('./config');
const { framework } = require('vk-uni-pay/framework');

const SERVICE = path.join(__dirname, 'service');

/** 一个文件夹里（连同子文件夹）的 .js：名字 → 用到时载入。 */
function filesUnder(folder, prefix = '') {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(file, `${prefix}${entry.name}/`);
    return entry.name.endsWith('.js') ? [[`${prefix}${entry.name.slice(0, -3)}`, () => require(file)]] : [];
  });
}

const handlers = new Map(filesUnder(path.join(SERVICE, 'pay-notify')));
const services = new Map(filesUnder(SERVICE).filter(([name]) => !name.startsWith('pay-notify/')));

function instance() {
  try {
    return require('vk-unicloud').createInstance(config);
  } catch {
    return framework();
  }
}

exports.main = vkPayDoor({ vk: instance(), paymentTypes, services, handlers });
