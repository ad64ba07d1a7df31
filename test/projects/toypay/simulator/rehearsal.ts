/** 排练：扮演付款人、安排故障、看账本、造坏通知。 */
import type { Rehearsal, Unclear } from '../kit/simulator';
import type { RequestFault } from './faults';
import type { ToypayGateway } from './gateway';

const HOUR_MS = 3_600_000;
const FAULTS: Readonly<Record<Unclear, RequestFault>> = {
  lostRequest: { kind: 'lostRequest' },
  lostAnswer: { kind: 'lostAnswer' },
  committedThenBusy: { kind: 'systemErrorCommitted' },
  serverError: { kind: 'http' },
  falseSignature: { kind: 'falseSignature' },
  unsigned: { kind: 'unsigned' },
  truncated: { kind: 'truncated' },
};

export function rehearseToypay(gateway: ToypayGateway): Rehearsal {
  return {
    afterCreate: () => 'trade',
    open: async () => undefined,
    pay: async (_platform, outTradeNo) => void gateway.pay(outTradeNo),
    ledger(outTradeNo) {
      const order = gateway.ledger.order(outTradeNo);
      const refunded = gateway.ledger.refunds(outTradeNo).reduce((sum, { refund }) => sum + refund, 0);
      return order && { total: order.total, paid: order.state === 'SUCCESS', refunded };
    },
    fault: (_platform, operation, kind) => gateway.faults.add({ operation, fault: FAULTS[kind] }),
    finishRefund: () => undefined,
    badNotices(outTradeNo, now) {
      const genuine = gateway.buildNotice(outTradeNo);
      return {
        forged: gateway.buildNotice(outTradeNo, { secret: 'somebody else' }),
        stale: gateway.buildNotice(outTradeNo, { at: now - HOUR_MS }),
        altered: { ...genuine, body: `${genuine.body} ` },
        empty: { ...genuine, headers: {}, body: '' },
      };
    },
  };
}
