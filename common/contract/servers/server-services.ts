/** 商户的服务器能叫的服务。与入参规则分开放：回调函数也读设置，不必为这几个名字装载校验库。 */

/** 可以开放给服务器的服务；哪个 app key 能叫哪些由配置 `servers` 说了算。 */
export const SERVER_SERVICES = [
  'createPayment',
  'queryPayment',
  'closePayment',
  'refund',
  'queryRefund',
  'cancelPayment',
  'listOrders',
] as const;
export type ServerService = (typeof SERVER_SERVICES)[number];

export const APP_KEY_PATTERN = /^[0-9A-Za-z_-]{3,32}$/;
