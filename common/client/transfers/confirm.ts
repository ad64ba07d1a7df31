/**
 * 拉起微信的「确认收款」（docs/protocols/wxpay.md §2.6）：小程序用 wx.requestMerchantTransfer，
 * App 用 uni.requestMerchantTransfer（要装插件），公众号用 WeixinJSBridge。
 * 客户端说成功不是到账的证明：拉起之后一律去问服务端。
 */
import type { ConfirmOptions } from '../../contract/transfers/services';
import { whenBridgeReady } from '../pay/drivers/h5-weixin';
import { PlatformError } from '../shell/errors';
import { RECEIVE } from '../words/transfers';

/** 人关掉的，或点过了；是否到账以查询为准。 */
export type ConfirmEnd = 'done' | 'cancelled';

type Ask = (options: ConfirmOptions & { success(): void; fail(reason: { errMsg?: string }): void }) => void;

/** 小程序与 App 的接口一个样；老版本的微信、没有装这个插件的 App 没有它。@throws PlatformError 没有打开 */
function byInterface(ask: Ask | undefined, options: ConfirmOptions): Promise<ConfirmEnd> {
  return new Promise((resolve, reject) => {
    if (typeof ask !== 'function') return reject(new PlatformError(RECEIVE.tooOld, 'requestMerchantTransfer is missing'));
    ask({
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

/** 在哪里拉起：小程序 · App（要装 uni-requestMerchantTransfer 插件）· 微信里的网页 */
export type ConfirmHost = 'mini-program' | 'app' | 'page';

function hostHere(): ConfirmHost {
  let host: ConfirmHost = 'page';
  // #ifdef MP-WEIXIN
  host = 'mini-program';
  // #endif
  // #ifdef APP-PLUS
  host = 'app';
  // #endif
  return host;
}

const wechat = (): Ask | undefined => (globalThis as { wx?: { requestMerchantTransfer?: Ask } }).wx?.requestMerchantTransfer;
const plugin = (): Ask | undefined => (uni as unknown as { requestMerchantTransfer?: Ask }).requestMerchantTransfer;

/** 这里打得开吗：小程序里总可以；App 要装了插件；网页要在微信里。 */
export function canConfirm(): boolean {
  let possible = false;
  // #ifdef MP-WEIXIN
  possible = true;
  // #endif
  // #ifdef APP-PLUS
  possible = plugin() !== undefined;
  // #endif
  // #ifdef H5
  possible = typeof navigator !== 'undefined' && /MicroMessenger/i.test(navigator.userAgent);
  // #endif
  return possible;
}

const HOSTS: Readonly<Record<ConfirmHost, (options: ConfirmOptions) => Promise<ConfirmEnd>>> = {
  'mini-program': (options) => byInterface(wechat(), options),
  app: (options) => byInterface(plugin(), options),
  page: inWechatPage,
};

/** @throws PlatformError */
export const confirmTransfer = (options: ConfirmOptions, host: ConfirmHost = hostHere()): Promise<ConfirmEnd> => HOSTS[host](options);
