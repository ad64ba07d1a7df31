/** 退款给人看的词与下一步，付款人与员工看到的一样。 */
import type { RefundStatus } from '../../contract/refund';
import type { RefundView } from '../../contract/services';
import type { StatusWord } from '../shell/format';

const WORDS: Readonly<Record<RefundStatus, StatusWord>> = {
  PENDING: { word: '退款中', tone: 'warning' },
  UNKNOWN: { word: '核实中', tone: 'warning' },
  ABNORMAL: { word: '退款受阻', tone: 'warning' },
  SUCCESS: { word: '已退款', tone: 'success' },
  FAILED: { word: '没有退成', tone: 'danger' },
};

const NEXT: Readonly<Record<RefundStatus, string>> = {
  PENDING: '支付平台正在处理，一般几分钟内有结果，结果会更新在这里。',
  UNKNOWN: '还没有等到支付平台的结果，系统会一直核实；金额已经留出，不会退两次。',
  ABNORMAL: '收款账户暂时收不到这笔钱，商家会与支付平台处理；金额已经留出，不会少退。',
  SUCCESS: '',
  FAILED: '这一笔没有退回，款项没有变动；需要的话可以重新退款。',
};

/** 认不出的状态（服务端比前端新）按「核实中」说，不说成功也不说失败。 */
export function refundWord({ status }: Pick<RefundView, 'status'>): StatusWord {
  return WORDS[status] ?? WORDS.UNKNOWN;
}

export function refundNext({ status }: Pick<RefundView, 'status'>): string {
  return NEXT[status] ?? NEXT.UNKNOWN;
}

/** 还没有结论。 */
export function isRefundOpen({ status }: Pick<RefundView, 'status'>): boolean {
  return status !== 'SUCCESS' && status !== 'FAILED';
}

/** 一笔退款的新样子并进列表（没有就加在最前）。 */
export function mergeRefund(refunds: readonly RefundView[], changed: RefundView): RefundView[] {
  const known = refunds.some(({ out_refund_no }) => out_refund_no === changed.out_refund_no);
  return known ? refunds.map((row) => (row.out_refund_no === changed.out_refund_no ? changed : row)) : [changed, ...refunds];
}
