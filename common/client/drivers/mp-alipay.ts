/** 支付宝小程序：uni.requestPayment，orderInfo 为支付宝交易号。 */
import type { Driver } from './driver';
import { requestPayment } from './request-payment';

export const mpAlipay: Driver = ({ orderInfo }) => {
  const tradeNo = typeof orderInfo === 'string' ? orderInfo : orderInfo['tradeNO'];
  return requestPayment({ provider: 'alipay', orderInfo: tradeNo }, '支付宝');
};
