/** uni.requestPayment 的 Promise 形式，供小程序与 App 的驱动使用。 */
import { PlatformError } from '../../shell/errors';
import { errorText, type DriverEnd } from './driver';

type Options = Record<string, unknown>;

/** @param title 平台的名字，用在失败的话里 */
export function requestPayment(options: Options, title: string): Promise<DriverEnd> {
  const request = uni.requestPayment as (options: Options) => void;
  return new Promise((resolve, reject) => {
    request({
      ...options,
      success: () => resolve('done'),
      fail: (reason: unknown) => {
        const { code, errCode } = Object(reason) as { code?: unknown; errCode?: unknown };
        // 微信 errMsg 为 `requestPayment:fail cancel`；App 端微信 -2、支付宝 6001（62001）表示用户取消
        const cancelled =
          /cancel|取消|60?01/i.test(errorText(reason)) ||
          [code, errCode].some((value) => value === -2 || value === 6001 || value === 62001 || value === -100);
        if (cancelled) resolve('cancelled');
        else reject(new PlatformError(`没有调起${title}，请重试`, errorText(reason)));
      },
    });
  });
}
