/**
 * uni.requestPayment 的 Promise 形式，供小程序与 App 的驱动使用。
 * 失败分三种：人自己关的、窗口根本没有打开的、说不清的。说不清的不能说成没有付。
 */
import { PlatformError } from '../../shell/errors';
import { errorText, type DriverEnd } from './driver';
import { PAY } from '../../words/pay';

type Options = Record<string, unknown>;

/** 人自己关的：App 端微信 -2，支付宝 6001 / 62001；小程序写在 errMsg 里。 */
const CANCELLED_CODES: readonly unknown[] = [-2, 6001, 62001];
const CANCELLED_TEXT = /cancel|取消|(?:^|\D)(?:6001|62001)(?:\D|$)/i;

/** 窗口没有打开：-3 没装客户端；62000、62002、62003、62005 支付宝没装、设备不支持、参数不对。 */
const NOT_OPENED_CODES: readonly unknown[] = [-3, 62000, 62002, 62003, 62005];
const NOT_OPENED_TEXT = /no permission|parameter error|not (?:install|support)|未安装|没有安装|不支持/i;

function fits(reason: unknown, codes: readonly unknown[], text: RegExp): boolean {
  const { code, errCode } = Object(reason) as { code?: unknown; errCode?: unknown };
  return [code, errCode].some((value) => value !== undefined && codes.includes(Number(value))) || text.test(errorText(reason));
}

/** @returns 人关掉的为 `cancelled` @throws PlatformError 没打开，或（unclear）说不清 */
export function readPaymentFailure(reason: unknown, title: string): DriverEnd {
  if (fits(reason, CANCELLED_CODES, CANCELLED_TEXT)) return 'cancelled';
  const { code, errCode } = Object(reason) as { code?: unknown; errCode?: unknown };
  const detail = [errorText(reason), code ?? errCode].filter((part) => part !== undefined && part !== '').join(' ');
  if (fits(reason, NOT_OPENED_CODES, NOT_OPENED_TEXT)) throw new PlatformError(PAY.notInvoked(title), detail);
  throw new PlatformError(PAY.endUnclear(title), detail, true);
}

/** @param title 平台的名字，用在失败的话里 */
export function requestPayment(options: Options, title: string): Promise<DriverEnd> {
  const request = uni.requestPayment as (options: Options) => void;
  return new Promise((resolve, reject) => {
    request({
      ...options,
      success: () => resolve('done'),
      fail: (reason: unknown) => {
        try {
          resolve(readPaymentFailure(reason, title));
        } catch (error) {
          reject(error);
        }
      },
    });
  });
}
