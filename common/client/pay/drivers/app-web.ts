/**
 * App 里的手机网页付款（商户打开了 alipayAppPayToH5Pay）：用系统浏览器打开收银台。
 * App 自己没有离开，也不知道付没付，所以直接去结果页，由它一直问服务端。
 */
import { PlatformError } from '../../shell/errors';
import { orderField, type Driver } from './driver';
import { PAY } from '../../words/pay';

/** App 运行时的全局对象里用到的那一小部分。 */
declare const plus: { readonly runtime: { openURL(url: string): void } };

export const appWeb: Driver = async (answer) => {
  const target = orderField(answer, 'form_url') ?? orderField(answer, 'h5_url');
  if (target === undefined || !/^https?:\/\//.test(target)) throw new PlatformError(PAY.noCashier, 'no address in orderInfo');
  plus.runtime.openURL(target);
  return 'done';
};
