/**
 * 商户的前端从这里取用：`import { checkoutUrl } from '@/uni_modules/vk-pay'`。
 */
export { askAhead } from '../common/client/pay/ask-ahead';
export { checkoutUrl, type PaymentIntent } from '../common/client/pay/intent';
export { tidyReturnAddress } from '../common/client/pay/gateway-return';
export { pay } from '../common/client/pay/pay';
export { catchLostAddresses, catchLostPages } from '../common/client/shell/lost';
export { ORDERS_PAGE, orderUrl, receiptUrl, refundUrl, resultUrl } from '../common/client/shell/pages';
export { isStaff, rememberUser, signOut, type SignedInUser } from '../common/client/shell/signed-in';
