/**
 * 跳转付款：手机浏览器（mweb）与电脑网站（page）跳到收银台。微信用 h5_url（docs/protocols/wxpay.md §3.3，带上 redirect_url），
 * 支付宝用 form_url。用户可能没付就回来，所以回来后由结果页去问服务端。
 */
import { PlatformError } from '../../shell/errors';
import { orderField, type Driver } from './driver';
import { PAY } from '../../words/pay';

/** 给 h5_url 加上付款后回到的地址；地址必须与商户登记的域名一致。 */
export function withRedirect(h5Url: string, returnUrl: string | undefined): string {
  if (returnUrl === undefined) return h5Url;
  return `${h5Url}${h5Url.includes('?') ? '&' : '?'}redirect_url=${encodeURIComponent(returnUrl)}`;
}

export const mweb: Driver = async (answer, { returnUrl }) => {
  const h5Url = orderField(answer, 'h5_url');
  const target = h5Url === undefined ? orderField(answer, 'form_url') : withRedirect(h5Url, returnUrl);
  if (target === undefined || !/^https?:\/\//.test(target)) throw new PlatformError(PAY.noCashier, 'no address in orderInfo');
  location.href = target;
  return 'left';
};
