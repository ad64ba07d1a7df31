/**
 * 资金账单（docs/protocols/wxpay.md §2.8）：基本账户的每一次进出。付款进来、退款出去，手续费自己一行，退款时按比例退回；
 * 分给每一方的、要回来的各一行。
 */
import { beijingTime } from '../kit/beijing-time';
import { chargeOf } from '../kit/bill-faults';
import { feeInFen, flowTotals, type FlowEntry, type FlowLine } from '../kit/fund-flow';
import { yuan } from '../kit/yuan';
import type { Ledger } from './ledger';
import type { SharingView } from './sharing-book';

const HEADER =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号';
const SUMMARY_HEADER = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';
const NAMES: Readonly<Record<FlowEntry['what'], string>> = {
  payment: '交易',
  refund: '退款',
  fee: '扣除交易手续费',
  feeBack: '退回交易手续费',
  transfer: '商家转账',
  share: '分账',
  shareBack: '分账回退',
};

/** 一个商户从开户起的全部进出；退款没有成的不动钱。替特约商户收的不进服务商的账户。 */
export function flowEntries(ledger: Ledger, sharing: SharingView, mchid: string): FlowEntry[] {
  const paid = ledger.orders().flatMap(({ mchid: owner, subMchid, outTradeNo, total, payment }): FlowEntry[] => {
    if (owner !== mchid || subMchid !== undefined || !payment) return [];
    const { transactionId: businessNo, paidAt: at } = payment;
    const fee = feeInFen(chargeOf(total));
    const base = { outTradeNo, businessNo, at };
    return [
      { ...base, what: 'payment', title: `结算总金额 ${yuan(total)} 元`, amount: total },
      ...(fee > 0 ? [{ ...base, what: 'fee', title: '', amount: -fee } as const] : []),
    ];
  });
  const back = ledger
    .refunds()
    .flatMap(({ mchid: owner, subMchid, outTradeNo, outRefundNo, refundId, refund, state, createdAt: at }): FlowEntry[] => {
      if (owner !== mchid || subMchid !== undefined || state === 'CLOSED') return [];
      const fee = feeInFen(chargeOf(refund));
      const base = { outTradeNo, outRefundNo, businessNo: refundId, at };
      return [
        { ...base, what: 'refund', title: `退款总金额 ${yuan(refund)} 元`, amount: -refund },
        ...(fee > 0 ? [{ ...base, what: 'feeBack', title: '', amount: fee } as const] : []),
      ];
    });
  const shared = sharing.shares().flatMap(({ mchid: owner, kind, outTradeNo, outOrderNo, orderId, finishAt: at, details }): FlowEntry[] => {
    if (owner !== mchid || kind !== 'share') return [];
    const done = details.filter(({ result }) => result === 'SUCCESS');
    return done.map(({ amount, description: title }) => {
      return { what: 'share', outTradeNo, outRefundNo: outOrderNo, businessNo: orderId, title, amount: -amount, at };
    });
  });
  const returned = sharing
    .returns()
    .flatMap(({ mchid: owner, result, outTradeNo, outReturnNo, returnId, amount, description: title, finishAt: at }): FlowEntry[] => {
      if (owner !== mchid || result !== 'SUCCESS') return [];
      return [{ what: 'shareBack', outTradeNo, outRefundNo: outReturnNo, businessNo: returnId, title, amount, at }];
    });
  return [...paid, ...back, ...shared, ...returned];
}

const row = (cells: readonly string[]): string => cells.map((cell) => `\`${cell}`).join(',');

function cellsOf(mchid: string, { what, outTradeNo, outRefundNo, businessNo, title, amount, balance, at, serial }: FlowLine): string[] {
  return [
    beijingTime(at),
    businessNo,
    `${mchid}${beijingTime(at, 'YYYYMMDD')}${String(serial).padStart(10, '0')}`,
    NAMES[what],
    NAMES[what],
    amount > 0 ? '收入' : '支出',
    yuan(Math.abs(amount)),
    balanceText(balance),
    'system',
    title,
    outRefundNo ?? outTradeNo,
  ];
}

/** 退款多于当天的收入时，结余可以是负的。 */
const balanceText = (balance: number): string => `${balance < 0 ? '-' : ''}${yuan(Math.abs(balance))}`;

export function flowText(mchid: string, lines: readonly FlowLine[]): string {
  const totals = flowTotals(lines);
  const summary = [lines.length, totals.in.count, yuan(totals.in.sum), totals.out.count, yuan(totals.out.sum)].map(String);
  return `\uFEFF${[HEADER, ...lines.map((line) => row(cellsOf(mchid, line))), SUMMARY_HEADER, row(summary)].join('\r\n')}\r\n`;
}
