/** 给人看的退款。 */
import type { RefundStatus } from './refund';

export interface RefundView {
  readonly out_refund_no: string;
  readonly out_trade_no: string;
  /** 渠道的退款号；支付宝没有 */
  readonly refund_id?: string;
  /** 本次退款，分 */
  readonly refund_fee: number;
  readonly reason: string;
  readonly status: RefundStatus;
  /** 网关原话里的状态（如 ABNORMAL）；只给员工 */
  readonly gateway_state?: string;
  /** 没有退成时网关的错误码；只给员工 */
  readonly gateway_code?: string;
  readonly create_date: number;
  /** 离上一次退款太近：到这时自动提交，毫秒；已经提交了就没有 */
  readonly planned_date?: number;
  /** 退款成功的时间，毫秒 */
  readonly refund_date?: number;
}
