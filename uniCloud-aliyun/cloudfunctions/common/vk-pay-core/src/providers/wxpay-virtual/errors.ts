/** 虚拟支付接口的错误码 → 错误目录（docs/protocols/wxpay.md §13.1）；开放接口共有的在 kit/weixin-open。原始码只进日志。 */
import { PayError } from '../../kernel/pay-error';
import type { OpenRefusal } from '../kit/weixin-open';

/** 没有这一笔与参数不对是同一个码，只有话不同：别的说法都不能当作「没有」，那会让上层关闭订单。 */
const NO_DATA = '数据不存在';
const PARAMETER = '268490002';
const DUPLICATE = '268490004';
const REFUND_RUNNING = '268490014';

export const XPAY_REFUSALS: readonly OpenRefusal[] = [
  { kind: 'PARAM', codes: [268490002] },
  { kind: 'SIGNATURE', codes: [268490003] },
  { kind: 'PARAM', codes: [268490005], input: 'refund_fee', problem: '已经全部退过' },
  // 代币已经花掉，收不回来
  { kind: 'BALANCE', codes: [268490006] },
  // 先前的请求可能正在路上、正在做：同一个单号、同样的参数再来
  { kind: 'BUSY', codes: [268490004, 268490011, 268490012, 268490014, 268490016] },
  { kind: 'RATE_LIMIT', codes: [268490015], outcome: 'unknown' },
];

const said = (error: unknown, code: string): error is PayError => error instanceof PayError && error.gatewayCode === code;

export const saysNoSuchOrder = (error: unknown): boolean => said(error, PARAMETER) && error.detail?.includes(NO_DATA) === true;
/** 这个退款单号来过了，或这张单正有一笔在退。 */
export const saysRefundKnown = (error: unknown): boolean => said(error, DUPLICATE) || said(error, REFUND_RUNNING);
export const noSuchOrder = (): PayError => new PayError('ORDER_NOT_FOUND', { detail: '微信没有这张单' });
/** 换一个凭据就好的。 */
export const saysTokenDead = (error: unknown): boolean => said(error, '40001') || said(error, '40014') || said(error, '42001');
