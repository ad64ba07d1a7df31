/** 电脑浏览器：显示二维码等人来扫；支付宝的电脑网站支付没有二维码，跳到它的页面。 */
import { PlatformError } from '../../shell/errors';
import { orderField, type Driver } from './driver';
import { mweb } from './mweb';
import { PAY } from '../../words/pay';

export const qrcode: Driver = async (answer, context) => {
  if (answer.qrcodeImage !== undefined) return 'scan';
  if (orderField(answer, 'form_url') !== undefined) return mweb(answer, context);
  throw new PlatformError(PAY.noCode, 'no qrcodeImage in the answer');
};
