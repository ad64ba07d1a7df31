/**
 * 微信小程序的虚拟支付：wx.requestVirtualPayment（docs/protocols/wxpay.md §13.1），signData 原样交过去，一个字也不能动。
 * 成败都只是它的一面之词；−15005 是会话密钥旧了，重新登录、同一个单号再来一次。
 */
import { PlatformError } from '../../shell/errors';
import { providerTitle } from '../../shell/provider-names';
import { errorText, type Driver, type DriverEnd } from './driver';
import { PAY } from '../../words/pay';

/** 微信运行时的全局对象里用到的那一小部分；老的基础库没有。 */
declare const wx: { requestVirtualPayment?(options: Record<string, unknown>): void };

const CANCELLED = -2;
const STALE_SESSION = -15005;
/** 参数、支付签名、没有上架、价格不对、字段类型：窗口没有打开，重试也没用。 */
const NOT_OPENED: readonly number[] = [1001, -15003, -15006, -15010, -15013, -15016];

/** @throws PlatformError 没打开，或（unclear）说不清：单号用过的可能正是付成了 */
function readFailure(reason: unknown, title: string): DriverEnd {
  const { errCode } = Object(reason) as { errCode?: unknown };
  const code = Number(errCode);
  if (code === CANCELLED || /cancel/i.test(errorText(reason))) return 'cancelled';
  if (code === STALE_SESSION) return 'stale';
  const detail = `${errorText(reason)} ${String(errCode ?? '')}`.trim();
  if (NOT_OPENED.includes(code)) throw new PlatformError(PAY.notInvoked(title), detail);
  throw new PlatformError(PAY.endUnclear(title), detail, true);
}

export const virtual: Driver = ({ provider, orderInfo }) => {
  const title = providerTitle(provider);
  if (typeof orderInfo === 'string' || typeof wx === 'undefined' || !wx.requestVirtualPayment)
    return Promise.reject(new PlatformError(PAY.notInvoked(title), 'no requestVirtualPayment'));
  const { mode, signData, paySig, signature } = orderInfo;
  const request = wx.requestVirtualPayment.bind(wx);
  return new Promise<DriverEnd>((resolve, reject) => {
    request({
      mode,
      signData,
      paySig,
      signature,
      success: () => resolve('done'),
      fail: (reason: unknown) => {
        try {
          resolve(readFailure(reason, title));
        } catch (error) {
          reject(error);
        }
      },
    });
  });
};
