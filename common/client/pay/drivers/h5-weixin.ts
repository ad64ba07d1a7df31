/** 公众号内网页：WeixinJSBridge（docs/protocols/wxpay.md §3.1）。桥可能晚于页面就绪。 */
import { PlatformError } from '../../shell/errors';
import { providerTitle } from '../../shell/provider-names';
import type { Driver, DriverEnd } from './driver';
import { PAY } from '../../words/pay';

interface WeixinBridge {
  invoke(
    name: 'getBrandWCPayRequest' | 'requestMerchantTransfer',
    options: Readonly<Record<string, string>>,
    done: (result: { err_msg?: string }) => void,
  ): void;
}

const BRIDGE_WAIT_MS = 5000;
/** 窗口没有打开：没有权限、参数或签名不对。只有一个 `fail` 的说不清。 */
const NOT_OPENED = /permission|parameter|invalid|missing|not[_ ]support|system:(?:access_denied|function_not_exist)|签名/i;

function bridgeOf(): WeixinBridge | undefined {
  return (globalThis as { WeixinJSBridge?: WeixinBridge }).WeixinJSBridge;
}

/** @throws PlatformError 不在微信里 */
export function whenBridgeReady(): Promise<WeixinBridge> {
  const ready = bridgeOf();
  if (ready) return Promise.resolve(ready);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new PlatformError(PAY.openInWechat, 'WeixinJSBridge is not ready')), BRIDGE_WAIT_MS);
    document.addEventListener(
      'WeixinJSBridgeReady',
      () => {
        clearTimeout(timer);
        resolve(bridgeOf() as WeixinBridge);
      },
      { once: true },
    );
  });
}

export const h5Weixin: Driver = async ({ orderInfo }) => {
  if (typeof orderInfo === 'string') throw new PlatformError(PAY.notInvoked(providerTitle('wxpay')), 'orderInfo is no object');
  const bridge = await whenBridgeReady();
  const { appId = '', timeStamp = '', nonceStr = '', package: prepay = '', signType = '', paySign = '' } = orderInfo;
  return new Promise<DriverEnd>((resolve, reject) => {
    bridge.invoke('getBrandWCPayRequest', { appId, timeStamp, nonceStr, package: prepay, signType, paySign }, ({ err_msg = '' }) => {
      if (err_msg === 'get_brand_wcpay_request:ok') resolve('done');
      else if (err_msg === 'get_brand_wcpay_request:cancel') resolve('cancelled');
      else if (NOT_OPENED.test(err_msg)) reject(new PlatformError(PAY.notInvoked(providerTitle('wxpay')), err_msg));
      else reject(new PlatformError(PAY.endUnclear(providerTitle('wxpay')), err_msg, true));
    });
  });
};
