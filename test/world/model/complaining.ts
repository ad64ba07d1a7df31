/** 投诉：付款人说话、重复与伪造的通知、员工做的每一件。 */
import type { Stage } from '../scenario';
import type { Acts } from './step';

type Names = 'complain' | 'complaint notice' | 'answer complaint';

export function complainingActs(stage: Stage): Acts<Names> {
  const { wxpay } = stage.stack;
  return {
    complain({ n, heard }) {
      // 服务商替别家收的，投诉由那一家自己在微信那里看，我们读不到
      if (wxpay.ledger.order(stage.no(n))?.subMchid !== undefined) return;
      if (!heard && stage.till('wxpay').truth(stage.no(n)).paid > 0) stage.till('wxpay').loseNotice();
      stage.complain(n);
    },
    async 'complaint notice'({ n, copies, genuine }) {
      const known = stage.complaint(n);
      if (!known) return;
      const request = wxpay.buildNotification('payment', {
        outTradeNo: stage.no(n),
        eventType: 'COMPLAINT.STATE_CHANGE',
        plaintext: { complaint_id: known.id, action_type: 'USER_RESPONSE' },
        ...(genuine ? {} : { variant: 'forged' }),
      });
      await Promise.all(Array.from({ length: copies }, () => stage.post(request)));
    },
    'answer complaint': ({ n, act, by }) => stage.onComplaint(act, { n, by: by === 'clerk' ? 'staff' : by }),
  };
}
