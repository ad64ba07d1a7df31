/** 付款人的退款申请：说到哪一步，能不能撤回。申请单号先定好再发，没等到答复再发一次仍是同一个申请。 */
import { ref, shallowRef } from 'vue';
import type { RefundRequestView } from '../../contract/refunds/request';
import { newRefundNumber } from '../pay/order-number';
import type { Trouble } from '../pay/trouble';
import { describeFailure } from '../shell/errors';
import type { StatusWord, Tone } from '../shell/format';
import { recordFailure } from '../shell/report';
import { callService } from '../shell/services';
import { REFUNDS } from '../words/refunds';
import { checkRefundForm, problemsFromServer, type FieldProblems } from './refund-wish';

const TONES: Readonly<Record<RefundRequestView['status'], Tone>> = {
  OPEN: 'warning',
  APPROVED: 'success',
  DECLINED: 'danger',
  WITHDRAWN: 'plain',
};

export function requestWord({ status }: Pick<RefundRequestView, 'status'>): StatusWord {
  return { word: REFUNDS[`request${status}`], tone: TONES[status] };
}

export function requestNext({ status, answer }: Pick<RefundRequestView, 'status' | 'answer'>): string {
  return status === 'DECLINED' ? REFUNDS.requestDECLINEDText(answer ?? '') : REFUNDS[`request${status}Text`];
}

/** 表单的一次填写。@param done 服务端有了答复：申请已提交、或订单的样子变了 */
export function useRequestForm(out_trade_no: string, done: () => unknown) {
  const amount = ref('');
  const reason = ref('');
  const problems = shallowRef<FieldProblems>({});
  const trouble = shallowRef<Trouble>();
  const busy = ref(false);
  let request_no: string | undefined;

  /** @returns 填得对的愿望；不对的说在哪一栏 */
  function check(refundable: number) {
    const checked = checkRefundForm({ amount: amount.value, reason: reason.value }, refundable);
    problems.value = 'problems' in checked ? checked.problems : {};
    trouble.value = undefined;
    return 'wish' in checked ? checked.wish : undefined;
  }

  async function send({ refund_fee, refund_desc }: { readonly refund_fee: number; readonly refund_desc: string }): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    try {
      request_no ??= await newRefundNumber();
      await callService('requestRefund', { out_trade_no, request_no, refund_fee, reason: refund_desc });
      request_no = undefined;
      reason.value = '';
      await done();
    } catch (thrown) {
      const failure = describeFailure(thrown);
      void recordFailure(failure, { stage: 'refund', out_trade_no });
      if (failure.kind === 'login') return;
      // 明确说不行的，下次是另一个申请
      if (!failure.unknown) request_no = undefined;
      problems.value = problemsFromServer(failure.said) ?? {};
      trouble.value = {
        tone: 'warning',
        text: REFUNDS.askFailed(failure.msg),
        detail: failure.unknown ? REFUNDS.askAgain : failure.action,
      };
    } finally {
      busy.value = false;
    }
  }

  return { amount, reason, problems, trouble, busy, check, send };
}
