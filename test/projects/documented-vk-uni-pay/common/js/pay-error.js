/**
 * 把支付插件的错误码换成给顾客看的话（错误码见插件文档“全局错误码”）
 * 按数字比较，=== ；不认识的直接用 res.msg
 */
export function payErrorText(res = {}) {
  switch (res.code) {
    case 101:
      return '收款还没有配置好，请联系店家';
    case 1001:
    case 1002:
    case 1004:
      return '订单信息不完整，请返回重新下单';
    case 1003:
      return '金额不正确';
    case 1005:
      return '请选择支付方式';
    case 1006:
      return '请在微信里重新登录后再付款';
    case 1013:
      return '登录已过期，请退出后重新进入';
    case 1014:
    case 1015:
    case 1016:
      return '苹果支付凭据有误，请点“恢复购买”';
    case 1017:
    case 1018:
    case 1019:
      return '购买数量不正确';
    case 2001:
      return '订单不存在';
    case 2002:
      return '订单还没有付款';
    case 2003:
      return '订单没有退款';
    case 2004:
      return '刚付完款，请 1 分钟后再申请退款';
    case 3001:
      return '网络繁忙，请稍后再试';
    default:
      return res.msg || '支付失败';
  }
}

// 3001 可以让顾客再点一次，其他的不行
export const canRetry = (res = {}) => res.code === 3001;
