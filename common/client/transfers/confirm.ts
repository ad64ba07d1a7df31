/**
 * 拉起微信的「确认收款」（docs/protocols/wxpay.md §2.6）：小程序用 wx.requestMerchantTransfer，公众号用 WeixinJSBridge。
 * 客户端说成功不是到账的证明：拉起之后一律去问服务端。
 */
import type { ConfirmOptions } from '../../contract/transfers/services';
import { whenBridgeReady } from '../pay/drivers/h5-weixin';
import { PlatformError } from '../shell/errors';
import { RECEIVE } from '../words/transfers';

/** 人关掉的，或点过了；是否到账以查询为准。 */
export type ConfirmEnd = 'done' | 'cancelled';

interface MiniProgram {
  requestMerchantTransfer?(options: ConfirmOptions & { success(): void; fail(reason: { errMsg?: string }): void }): void;
}

/** @throws PlatformError 没有打开 */
function inMiniProgram(options: ConfirmOptions): Promise<ConfirmEnd> {
  const { wx } = globalThis as { wx?: MiniProgram };
  return new Promise((resolve, reject) => {
    // 老版本的微信没有这个接口
    if (!wx?.requestMerchantTransfer) return reject(new PlatformError(RECEIVE.notOpened, 'requestMerchantTransfer is missing'));
    wx.requestMerchantTransfer({
      ...options,
      success: () => resolve('done'),
      fail: ({ errMsg = '' }) => (/cancel/i.test(errMsg) ? resolve('cancelled') : reject(new PlatformError(RECEIVE.notOpened, errMsg))),
    });
  });
}

/** @throws PlatformError 不在微信里，或没有打开 */
async function inWechatPage({ mchId, appId, package: text }: ConfirmOptions): Promise<ConfirmEnd> {
  const bridge = await whenBridgeReady();
  return new Promise((resolve, reject) => {
    bridge.invoke('requestMerchantTransfer', { mchId, appId, package: text }, ({ err_msg = '' }) => {
      if (/:ok$/.test(err_msg)) resolve('done');
      else if (/cancel/i.test(err_msg)) resolve('cancelled');
      else reject(new PlatformError(RECEIVE.notOpened, err_msg));
    });
  });
}

/** 这里打得开吗：小程序里总可以；网页要在微信里；App 没有做。 */
export function canConfirm(): boolean {
  let possible = false;
  // #ifdef MP-WEIXIN
  possible = true;
  // #endif
  // #ifdef H5
  possible = typeof navigator !== 'undefined' && /MicroMessenger/i.test(navigator.userAgent);
  // #endif
  return possible;
}

/** @throws PlatformError */
export function confirmTransfer(options: ConfirmOptions): Promise<ConfirmEnd> {
  return (globalThis as { wx?: MiniProgram }).wx?.requestMerchantTransfer ? inMiniProgram(options) : inWechatPage(options);
}
