'use strict';
const vkPay = require('vk-uni-pay');
/**
 * 自助茶饮机（普通云函数，没有框架）：机器屏幕上出二维码，顾客扫
 * event: { op: "create" | "query" | "branch" | "official", ... }
 */
exports.main = async (event, context) => {
  if (event.op === 'query') {
    // 机器只关心钱到没到，不等回调
    const res = await vkPay.queryPayment({ out_trade_no: event.out_trade_no });
    if (res.code !== 0 && res.code !== 2002) return res;
    return { code: 0, paid: res.orderPaid === true, status: res.status };
  }
  if (event.op === 'branch') {
    // 分店收款：另一套配置（文档里 config_directory 写在 data 里）
    return await vkPay.createPayment({
      context,
      provider: event.provider || 'alipay',
      isPC: true,
      needQRcode: true,
      data: {
        config_directory: 'uni-pay-branch',
        out_trade_no: event.out_trade_no,
        total_fee: event.total_fee,
        subject: '分店茶饮',
        type: 'counter',
        custom: { shop_id: 'branch' }
      }
    });
  }
  if (event.op === 'official') {
    // 公众号网页：云函数由别的系统调用，没有客户端信息，自己拼 context
    return await vkPay.createPayment({
      context: {
        APPID: '__UNI__7A1B2C3',
        PLATFORM: 'h5-weixin',
        CLIENTIP: event.ip,
        CLIENTUA: event.ua,
        SPACEINFO: { spaceId: context.SPACEINFO.spaceId }
      },
      provider: 'wxpay',
      data: {
        openid: event.openid,
        out_trade_no: event.out_trade_no,
        total_fee: event.total_fee,
        subject: event.subject,
        type: 'counter',
        user_id: null,
        custom: {}
      }
    });
  }
  // create
  return await vkPay.createPayment({
    context: context,
    provider: event.provider,
    isPC: true,
    needQRcode: 'image', // 机器上是 nvue 页面，要图片
    data: {
      openid: '',
      out_trade_no: 'kiosk-' + event.machine_id + '-' + event.seq,
      total_fee: event.total_fee,
      subject: '茶',
      type: 'counter',
      user_id: '',
      nickname: '',
      time_expire: Date.now() + 1000 * 60,
      custom: { shop_id: event.machine_id },
      other: event.provider === 'alipay' ? { store_id: event.machine_id } : { attach: event.machine_id }
    }
  });
};
