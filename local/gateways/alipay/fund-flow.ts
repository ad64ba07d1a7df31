/**
 * 账务账单（docs/protocols/alipay.md §4.15 的 signcustomer）：账户余额的每一次进出。支出写成负数；服务费自己一行，退款时按比例退回；
 * 分给每一方的、要回来的各一行，只退分账的那一笔退款没有动余额，不在其中。
 */
import { beijingTime } from '../kit/beijing-time';
import { chargeOf } from '../kit/bill-faults';
import { feeInFen, flowTotals, type FlowEntry, type FlowLine } from '../kit/fund-flow';
import { DAY } from '../kit/schedule';
import { yuan } from '../kit/yuan';
import type { Ledger } from './ledger';
import type { RoyaltyView } from './royalty-book';

const HEADER =
  '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注';
const RULE = '-----------------------------------------';
const NAMES: Readonly<Record<FlowEntry['what'], string>> = {
  payment: '在线支付',
  refund: '交易退款',
  fee: '收费',
  feeBack: '退费',
  transfer: '转账',
  share: '分账',
  shareBack: '分账退回',
};

/** 一个收款方从开户起的全部进出。 */
export function flowEntries(ledger: Ledger, royalty: RoyaltyView, sellerId: string): FlowEntry[] {
  const entries = (
    what: readonly ['payment' | 'refund', 'fee' | 'feeBack'],
    base: Omit<FlowEntry, 'what' | 'amount'>,
    amount: number,
  ): FlowEntry[] => {
    const fee = feeInFen(chargeOf(Math.abs(amount)));
    const sign = Math.sign(amount);
    return [{ ...base, what: what[0], amount }, ...(fee > 0 ? [{ ...base, what: what[1], amount: -sign * fee }] : [])];
  };
  const own = ledger.trades().filter((trade) => trade.sellerId === sellerId);
  return [
    ...own.flatMap((trade) => {
      const { outTradeNo, tradeNo: businessNo, subject: title, total, paidAt } = trade;
      const base = { outTradeNo, businessNo, title };
      return [
        ...(paidAt === undefined ? [] : entries(['payment', 'fee'], { ...base, at: paidAt }, total)),
        ...ledger
          .refundsOf(trade)
          .filter(({ amount }) => amount > 0)
          .flatMap(({ outRequestNo: outRefundNo, amount, refundedAt: at }) =>
            entries(['refund', 'feeBack'], { ...base, outRefundNo, at }, -amount),
          ),
      ];
    }),
    ...ledger
      .transfers()
      .filter((transfer) => transfer.sellerId === sellerId && transfer.status !== 'FAIL' && transfer.status !== 'REFUND')
      .map(({ outBizNo: outTradeNo, orderId: businessNo, amount, createdAt: at }): FlowEntry => {
        return { what: 'transfer', outTradeNo, businessNo, title: '', amount: -amount, at };
      }),
    ...royalty
      .settles()
      .filter((settle) => settle.sellerId === sellerId)
      .flatMap(({ outTradeNo, settleNo: businessNo, details }) =>
        details.flatMap(({ operationType, state, amount, executedAt: at }): FlowEntry[] => {
          if (state !== 'SUCCESS' || at === undefined) return [];
          const back = operationType === 'transfer_refund';
          return [{ what: back ? 'shareBack' : 'share', outTradeNo, businessNo, title: '', amount: back ? amount : -amount, at }];
        }),
      ),
  ];
}

/** 逗号与换行会弄乱一行。 */
const plain = (text: string): string => text.replace(/[,\r\n\t]/g, ' ');
const signed = (fen: number): string => `${fen < 0 ? '-' : ''}${yuan(Math.abs(fen))}`;

function rowOf({ what, outTradeNo, businessNo, title, amount, balance, at, serial }: FlowLine): string {
  const isFee = what === 'fee' || what === 'feeBack';
  return [
    `${beijingTime(at, 'YYYYMMDD')}${String(serial).padStart(20, '0')}\t`,
    `${businessNo}\t`,
    `${outTradeNo}\t`,
    isFee ? `服务费[${businessNo}]` : plain(title),
    beijingTime(at),
    '*三(138******01)\t',
    yuan(Math.max(amount, 0)),
    signed(Math.min(amount, 0)),
    signed(balance),
    '支付宝\t',
    NAMES[what],
    '',
  ].join(',');
}

/** 文件名的结尾与一行一行的内容。 */
export function flowFiles(
  sellerId: string,
  day: number,
  lines: readonly FlowLine[],
  now: number,
): readonly (readonly [string, readonly string[]])[] {
  const totals = flowTotals(lines);
  const chinese = (at: number): string => beijingTime(at, 'YYYY年MM月DD日 HH:mm:ss');
  const head = (title: string): string[] => [
    `#支付宝账务${title}查询`,
    `#账号：[${sellerId}0156]`,
    `#起始日期：[${chinese(day)}]   终止日期：[${chinese(day + DAY)}]`,
    `#${RULE}账务${title}列表${RULE}`,
  ];
  const tail = (title: string): string[] => [
    `#${RULE}账务${title}列表结束${RULE}`,
    `#支出合计：${totals.out.count}笔，共-${yuan(totals.out.sum)}元`,
    `#收入合计：${totals.in.count}笔，共${yuan(totals.in.sum)}元`,
    `#导出时间：[${chinese(now)}]`,
    '',
  ];
  const kinds = [...new Set(lines.map(({ what }) => what))];
  const summary = kinds.map((kind) => {
    const { in: income, out } = flowTotals(lines.filter(({ what }) => what === kind));
    return [NAMES[kind], income.count, yuan(income.sum), out.count, signed(-out.sum)].join(',');
  });
  return [
    ['账务明细', [...head('明细'), HEADER, ...lines.map(rowOf), ...tail('明细')]],
    ['账务汇总', [...head('汇总'), '类型,收入（笔）,收入金额（+元）,支出（笔）,支出金额（-元）', ...summary, ...tail('汇总')]],
  ];
}
