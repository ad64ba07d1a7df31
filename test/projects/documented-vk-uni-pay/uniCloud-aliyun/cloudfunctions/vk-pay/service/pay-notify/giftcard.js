'use strict';
/**
 * 礼品卡（外部系统发卡，走 http，口令校验）
 */
module.exports = async (obj) => {
  let { data = {} } = obj;
  let res = await uniCloud.httpclient.request('https://card.tea-shop.example.com/api/paid', {
    method: 'POST',
    data: { ...data, key: '__GIFTCARD_KEY__' },
    contentType: 'json',
    dataType: 'json'
  });
  return !!(res && res.data && res.data.code === 0);
};
