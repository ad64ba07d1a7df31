'use strict';
const vkCloud = require('vk-unicloud');
// 整个云函数只创建一次实例
const vk = vkCloud.createInstance(require('./config.js'));

exports.main = async (event, context) => {
  return await vk.router({ event, context, vk });
};
