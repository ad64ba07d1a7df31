'use strict';
const fs = require('fs');
const path = require('path');

/** 一个文件夹里（连同子文件夹）的 .js：名字 → 用到时载入。装载时就列好，从不按调用方给的字符串去 require。 */
exports.filesUnder = function filesUnder(folder, load, prefix = '') {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(file, load, `${prefix}${entry.name}/`);
    return entry.name.endsWith('.js') ? [[`${prefix}${entry.name.slice(0, -3)}`, () => load(file)]] : [];
  });
};
