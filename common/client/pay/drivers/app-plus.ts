/** App：uni.requestPayment，provider 为 wxpay / alipay，orderInfo 原样交给原生 SDK。 */
import { providerTitle } from '../../shell/provider-names';
import type { Driver } from './driver';
import { requestPayment } from './request-payment';

export const appPlus: Driver = ({ provider, orderInfo }) => requestPayment({ provider, orderInfo }, providerTitle(provider));
