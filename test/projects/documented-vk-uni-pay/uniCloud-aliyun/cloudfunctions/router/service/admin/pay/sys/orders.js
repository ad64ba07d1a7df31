'use strict';
module.exports = {
  /**
   * 支付流水：直接读插件的 vk-pay-orders 表
   * @url admin/pay/sys/orders
   */
  main: async (event) => {
    let { data = {}, util } = event;
    let { vk, _ } = util;
    let whereJson = {};
    if (data.status !== undefined) whereJson.status = data.status;
    if (data.type) whereJson.type = data.type;
    if (data.user_id) whereJson.user_id = data.user_id;
    if (data.pay_type) whereJson.pay_type = data.pay_type;
    if (data.start) whereJson.create_date = _.gte(data.start).lte(data.end);
    let res = await vk.baseDao.select({
      dbName: 'vk-pay-orders',
      whereJson,
      getCount: true,
      pageIndex: data.pageIndex || 1,
      pageSize: data.pageSize || 20,
      fieldJson: { original_data: false },
      sortArr: [{ name: 'create_date', type: 'desc' }]
    });
    // 今日实收 = 已支付（含部分退款）- 已退
    let paid = await vk.baseDao.sum({ dbName: 'vk-pay-orders', fieldName: 'total_fee', whereJson: { status: _.in([1, 2]) } });
    let back = await vk.baseDao.sum({ dbName: 'vk-pay-orders', fieldName: 'refund_fee', whereJson: { status: _.in([1, 2]) } });
    res.income = paid - back;
    return res;
  }
};
