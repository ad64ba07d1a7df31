/** 世界里怎样投诉：付款人说话，员工答复、完结、决定退款。模型、扫描都用它；只有微信有。 */
import type { ComplaintActName } from '../../common/contract/complaints/complaint';
import { COMPLAINT_PHONE } from './oracle-complaints';
import type { TrueComplaint } from './till';
import type { Answer, World } from './world';

/** 打开投诉的设置：自己登记通知的地址，也自己去列。 */
export const COMPLAINT_SETTINGS: Readonly<Record<string, unknown>> = { complaints: true };

const SERVICES: Readonly<Record<ComplaintActName, readonly [service: string, more: (text: string) => object]>> = {
  reply: ['replyComplaint', (text) => ({ text })],
  complete: ['completeComplaint', () => ({})],
  approve: ['answerComplaintRefund', () => ({ act: 'approve' })],
  reject: ['answerComplaintRefund', (reason) => ({ act: 'reject', reason })],
};

export interface Complaining {
  /** 付款人投诉一张付过的单；投诉过的又说一句，完结了的重新打开 */
  complain(n?: number): void;
  /** 员工做一件事；没有投诉的什么也不做 */
  onComplaint(
    act: ComplaintActName,
    how?: { readonly n?: number; readonly text?: string; readonly by?: 'staff' | 'deputy' },
  ): Promise<void>;
  complaint(n?: number): TrueComplaint | undefined;
}

/** @param vow 答过「成了」的话，事后看兑现没有 */
export function complainingIn(
  world: World,
  no: (n?: number) => string,
  vow: (answer: Answer, kept: () => boolean, text: string) => Answer,
): Complaining {
  const complaint = (n?: number): TrueComplaint | undefined =>
    world
      .till('wxpay')
      .complaints()
      .find(({ out_trade_no }) => out_trade_no === no(n));
  return {
    complaint,
    complain(n) {
      const known = complaint(n);
      if (known) world.stack.wxpay.continueComplaint(known.id, '还是没有收到');
      else if (world.till('wxpay').truth(no(n)).paid > 0)
        world.stack.wxpay.complain(no(n), { text: `没有收到，打我电话 ${COMPLAINT_PHONE}`, phone: COMPLAINT_PHONE });
    },
    async onComplaint(act, { n = 1, text = '正在核实', by = 'staff' } = {}) {
      const before = complaint(n);
      if (!before) return;
      const [service, more] = SERVICES[act];
      const answer = await world[by](`pay/sys/${service}`, { complaint_id: before.id, ...more(text) });
      // 付款人这一次说话之后，渠道那里有这一句：从前说过同样的不算。
      const heard = before.words.findLastIndex(({ who }) => who === 'payer');
      const kept = (): boolean =>
        complaint(n)
          ?.words.slice(heard)
          .some((word) => word.act === act && (act !== 'reply' || word.text === text)) === true;
      vow(answer, kept, `投诉的「${act}」答了成功，渠道那里却没有`);
    },
  };
}
