/** 退款给人看的词与下一步。付款人看付款人的话，员工看员工的话：没有退成时，一个要去找商家，一个要去重新退。 */
import type { RefundStatus } from '../../contract/refund';
import type { RefundView } from '../../contract/services';
import type { StatusWord } from '../shell/format';

export type Audience = 'payer' | 'staff';

const WORDS: Readonly<Record<RefundStatus, StatusWord>> = {
  PENDING: { word: '退款中', tone: 'warning' },
  UNKNOWN: { word: '核实中', tone: 'warning' },
  ABNORMAL: { word: '退款受阻', tone: 'warning' },
  SUCCESS: { word: '已退款', tone: 'success' },
  FAILED: { word: '没有退成', tone: 'danger' },
};

const NEXT: Readonly<Record<Audience, Readonly<Record<RefundStatus, string>>>> = {
  payer: {
    PENDING: '支付平台正在处理，一般几分钟内有结果，结果会更新在这里。',
    UNKNOWN: '正在和支付平台核对，结果会更新在这里，不会漏退，也不会多退。',
    ABNORMAL: '您的收款账户暂时收不到这笔钱，商家正在和支付平台处理，不会少退。',
    SUCCESS: '',
    FAILED: '这一笔没有退到您的账户，商家会处理；有疑问请联系商家，并提供上面的退款单号。',
  },
  staff: {
    PENDING: '支付平台正在处理，一般几分钟内有结果，结果会更新在这里。',
    UNKNOWN: '还没有等到支付平台的结果，系统会一直核实；金额已经留出，不会退两次。',
    ABNORMAL: '付款人的收款账户收不到这笔钱，需要到支付平台的商户后台处理；金额已经留出，不会多退。',
    SUCCESS: '',
    FAILED: '这一笔没有退回，款项没有变动；需要的话可以重新退款。',
  },
};

/** 付款人不该看到「没有退成」这样的内部结论：钱没到，商家在处理。 */
const PAYER_FAILED: StatusWord = { word: '退款未到账', tone: 'warning' };

/** 认不出的状态（服务端比前端新）按「核实中」说，不说成功也不说失败。 */
export function refundWord({ status }: Pick<RefundView, 'status'>, audience: Audience): StatusWord {
  return status === 'FAILED' && audience === 'payer' ? PAYER_FAILED : (WORDS[status] ?? WORDS.UNKNOWN);
}

export function refundNext({ status }: Pick<RefundView, 'status'>, audience: Audience): string {
  return NEXT[audience][status] ?? NEXT[audience].UNKNOWN;
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
