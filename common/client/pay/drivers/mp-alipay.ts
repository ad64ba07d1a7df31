/**
 * 支付宝小程序：uni.requestPayment，orderInfo 为支付宝交易号（docs/protocols/alipay.md §4.1、§5）。
 * my.tradePay 对每种结果都可能走 success，所以成功与失败的回调一样读结果码。
 */
import type { Driver, DriverEnd } from './driver';
import { readAlipayResult } from './alipay-result';

export const mpAlipay: Driver = ({ orderInfo }) => {
  const tradeNo = typeof orderInfo === 'string' ? orderInfo : orderInfo['tradeNO'];
  const request = uni.requestPayment as (options: Record<string, unknown>) => void;
  return new Promise<DriverEnd>((resolve, reject) => {
    const settle = (result: unknown): void => {
      try {
        resolve(readAlipayResult(result));
      } catch (error) {
        reject(error);
      }
    };
    request({ provider: 'alipay', orderInfo: tradeNo, success: settle, fail: settle });
  });
};
