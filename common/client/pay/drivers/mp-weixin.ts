/** 微信小程序：uni.requestPayment（docs/protocols/wxpay.md §3.1，参数不含 appId）；虚拟商品走虚拟支付，由服务端的答复决定。 */
import { isStandIn } from '../../../contract/channels';
import { PlatformError } from '../../shell/errors';
import { providerTitle } from '../../shell/provider-names';
import type { Driver } from './driver';
import { requestPayment } from './request-payment';
import { virtual } from './virtual';
import { PAY } from '../../words/pay';

export const mpWeixin: Driver = (answer, context) => {
  if (isStandIn(answer.provider)) return virtual(answer, context);
  const { orderInfo } = answer;
  if (typeof orderInfo === 'string')
    return Promise.reject(new PlatformError(PAY.notInvoked(providerTitle('wxpay')), 'orderInfo is no object'));
  const { timeStamp, nonceStr, package: prepay, signType, paySign } = orderInfo;
  return requestPayment({ provider: 'wxpay', timeStamp, nonceStr, package: prepay, signType, paySign }, providerTitle('wxpay'));
};
