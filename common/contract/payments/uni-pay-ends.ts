/** 我们的端在 uni-pay 2 里叫什么：它的支付类型，也是它的配置里那一节的名字。没有列出的同名，或它没有。 */
export const UNI_PAY_ENDS: Readonly<Record<string, string | undefined>> = {
  'mp-weixin': 'mp',
  'mp-alipay': 'mp',
  'app-plus': 'app',
  h5: 'native',
  'h5-weixin': 'jsapi',
};
