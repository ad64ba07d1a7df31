'use strict';
const vkCloud = require('vk-unicloud');
const vk = vkCloud.createInstance(require('./config.js'));
exports.main = async (event, context) => vk.router({ event, context, vk });
