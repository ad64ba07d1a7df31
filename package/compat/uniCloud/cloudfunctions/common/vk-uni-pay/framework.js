'use strict';
/** 用哪个框架实例：这个云函数已经建好的，没有就自己建一个；整个项目没有 vk-unicloud 的，用自带的最小的一份。 */
const { createOwnFramework } = require('vk-pay-core');

let own;

function create() {
  const requireFn = (path) => require(path);
  try {
    return require('vk-unicloud').createInstance({ baseDir: __dirname, requireFn });
  } catch (error) {
    return createOwnFramework(requireFn, error);
  }
}

exports.framework = () => {
  const existing = uniCloud.vk;
  if (existing && existing.baseDao && existing.getUnicloud) return existing;
  return (own = own || create());
};
