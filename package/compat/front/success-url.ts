/** 结果页的地址与它收到的参数；付没付、付了多少，页面自己再问服务端，不看地址。 */
import { fieldsOf } from '../../../common/client/shell/vk/result';
import type { Answer } from './action';

const SUCCESS_PAGE = '/uni_modules/uni-pay/pages/success/success';

/** 缺省的主色：支付宝小程序蓝，别处绿 */
export function mainColourOf(given: string): string {
  if (given !== '') return given;
  // #ifdef MP-ALIPAY
  return '#108ee9';
  // #endif
  return '#01be6e';
}

export function successUrl(answer: Answer, { returnUrl, mainColor }: { readonly returnUrl: string; readonly mainColor: string }): string {
  const order = fieldsOf(answer['pay_order']);
  const query = {
    out_trade_no: answer['out_trade_no'],
    order_no: answer['order_no'] ?? order['order_no'],
    return_url: returnUrl,
    main_color: mainColor,
  };
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    typeof value === 'string' && value !== '' ? [`${key}=${encodeURIComponent(value)}`] : [],
  );
  return `${SUCCESS_PAGE}?${pairs.join('&')}`;
}

/** 商户的订单页：带上两个单号。 */
export function orderPageUrl(returnUrl: string, out_trade_no: string, order_no: string): string {
  const path = returnUrl.startsWith('/') ? returnUrl : `/${returnUrl}`;
  const pairs = [`out_trade_no=${encodeURIComponent(out_trade_no)}`, ...(order_no ? [`order_no=${encodeURIComponent(order_no)}`] : [])];
  return `${path}${path.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

/** 页面参数里的值在不同端可能已经解码、也可能没有。 */
export function pageText(value: unknown): string {
  if (typeof value !== 'string') return '';
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** `options=…`：编过码的 JSON（文档用 encodeURI）；读不懂的为 undefined。 */
export function readOptions(value: unknown): Answer | undefined {
  for (const text of [value, pageText(value)]) {
    try {
      const options: unknown = JSON.parse(String(text));
      if (typeof options === 'object' && options !== null && !Array.isArray(options)) return options as Answer;
    } catch {
      // 再试解一次码的
    }
  }
  return undefined;
}
