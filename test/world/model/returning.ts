/** 退款、付款人申请退款与员工答复、复核台上的决定（金额大的要两个人）。 */
import type { Stage } from '../scenario';
import type { Acts, Hand } from './step';

type Names = 'refund' | 'ask refund' | 'withdraw request' | 'answer request' | 'resolve' | 'resolve refund';

const feeOf = (fee: number | 'all'): { readonly refund_fee?: number } => (fee === 'all' ? {} : { refund_fee: fee });
const reason = '核对过了';

export function returningActs(stage: Stage): Acts<Names> {
  const staff = (hand: Hand) => (hand === 'clerk' ? stage.staff : stage.deputy);
  /** 每张单一个申请：同意之后它也是退款单号。 */
  const requestNo = (n: number): string => `RQWORLD${String(n).padStart(4, '0')}`;
  const refundNo = (n: number, number: number): string => stage.refundNo(number + 10 * n);
  return {
    refund: ({ n, number, fee }) => stage.giveBack(fee === 'all' ? undefined : fee, number + 10 * n, n),
    'ask refund': ({ n, fee }) =>
      stage.user('pay/kh/requestRefund', { out_trade_no: stage.no(n), request_no: requestNo(n), reason, ...feeOf(fee) }),
    'withdraw request': ({ n }) => stage.user('pay/kh/withdrawRefundRequest', { request_no: requestNo(n) }),
    'answer request': ({ n, act }) => stage.staff('pay/sys/answerRefundRequest', { request_no: requestNo(n), act, reason }),
    resolve: ({ n, act, by }) => staff(by)('pay/sys/resolveReview', { out_trade_no: stage.no(n), act, reason }),
    'resolve refund': ({ n, number, act, by }) => staff(by)('pay/sys/resolveReview', { out_refund_no: refundNo(n, number), act, reason }),
  };
}
