/** 微信小程序：uni.requestPayment（docs/protocols/wxpay.md §3.1，参数不含 appId）。 */
import { PlatformError } from '../../shell/errors';
import type { Driver } from './driver';
import { requestPayment } from './request-payment';

export const mpWeixin: Driver = ({ orderInfo }) => {
  if (typeof orderInfo === 'string') return Promise.reject(new PlatformError('没有调起微信支付，请重试', 'orderInfo 不是对象'));
  const { timeStamp, nonceStr, package: prepay, signType, paySign } = orderInfo;
  return requestPayment({ provider: 'wxpay', timeStamp, nonceStr, package: prepay, signType, paySign }, '微信支付');
};
