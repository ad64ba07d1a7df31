'use strict';
// 本地装过，云端没装：这个文件一加载就报 Cannot find module
const dayjs = require('dayjs');
/**
 * 抽奖码
 */
module.exports = async (obj, originalParam) => {
  let { data = {} } = obj;
  await originalParam.db.collection('shop-lottery').add({ out_trade_no: data.out_trade_no, day: dayjs().format('YYYY-MM-DD') });
  return true;
};
