'use strict';
/**
 * 云对象 uni-pay-co 的方法。它的依赖都在这个模块里：云对象自己只要 vk-uni-pay。
 * 权限的文件坏了就谁也退不了，不当作没有写。
 */
const fs = require('fs');
const path = require('path');
const { createUniPayCo } = require('vk-pay-core');
const { paymentTypes } = require('payment-types');
const { filesUnder } = require('./files');
const { framework } = require('./framework');

/** @param folder uni-pay-co 的文件夹；@param load 从那里 require */
module.exports = ({ folder, load }) => {
  const file = path.join(folder, 'config/permission.js');
  const permission = () => (fs.existsSync(file) ? load(file) : undefined);
  const handlers = new Map(filesUnder(path.join(folder, 'notify'), load));
  return createUniPayCo({ vk: framework, paymentTypes, handlers, permission });
};
