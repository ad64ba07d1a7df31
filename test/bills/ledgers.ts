/**
 * 造一天的账：我们的付款与退款，以及一份与之相符的账单；再按剧本种下差异，同时记下应当报告什么。
 * 账单的文字在这里另写一遍，不用渠道的代码。
 */
import type { DifferenceKind } from '../../common/contract/reconciliation/reconciliation';
import type { OurPayment, OurRefund } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/compare';

export const DATE = '2026-11-20';
export const MIDNIGHT = Date.UTC(2026, 10, 19, 16);
const DAY_MS = 86_400_000;
/** 百万分之六千：0.60% */
export const RATE_PPM = 6000;

/** 账单里的一行，还没有写成文字。 */
export interface Entry {
  readonly kind: 'payment' | 'refund';
  readonly trade: string;
  readonly refund: string;
  readonly fee: number;
  readonly at: number;
  /** 手续费，千分之一分 */
  readonly charge: number;
  readonly state: string;
}
export interface Ledgers {
  readonly payments: OurPayment[];
  readonly refunds: OurRefund[];
  readonly entries: Entry[];
}
export interface Expected {
  readonly kind: DifferenceKind;
  readonly number: string;
}

const chargeOf = (fee: number): number => (fee * RATE_PPM) / 1000;

/** 一笔付款，可以带一笔退款；时间是当天的第几毫秒。 */
export interface Deal {
  readonly fee: number;
  readonly second: number;
  readonly refund?: number;
}

/** 两边一致的账。 */
export function honestLedgers(deals: readonly Deal[]): Ledgers {
  const payments: OurPayment[] = [];
  const refunds: OurRefund[] = [];
  const entries: Entry[] = [];
  deals.forEach(({ fee, second, refund }, index) => {
    const trade = `VPDEAL${String(index).padStart(6, '0')}`;
    const at = MIDNIGHT + second * 1000;
    payments.push({ out_trade_no: trade, fee, status: refund === fee ? 'REFUND' : 'SUCCESS', paid_at: at, transaction_id: `T${trade}` });
    entries.push({ kind: 'payment', trade, refund: '', fee, at, charge: chargeOf(fee), state: 'SUCCESS' });
    if (refund === undefined) return;
    const number = `RF${trade}`;
    const later = Math.min(at + 60_000, MIDNIGHT + DAY_MS - 1000);
    refunds.push({ out_refund_no: number, out_trade_no: trade, fee: refund, status: 'SUCCESS', requested_at: later, refunded_at: later });
    entries.push({ kind: 'refund', trade, refund: number, fee: refund, at: later, charge: -chargeOf(refund), state: 'SUCCESS' });
  });
  return { payments, refunds, entries };
}

const nameOf = ({ kind, trade, refund }: Entry): string => (kind === 'payment' ? trade : refund);

/** 可以种下的差异：改掉两边之一，说出应当报告什么。 */
export const FAULTS: Readonly<Record<string, (ledgers: Ledgers, at: number) => Expected | undefined>> = {
  'a line of the bill is missing': ({ entries }, at) => {
    const [entry] = entries.splice(at, 1);
    return entry && { kind: 'missing_there', number: nameOf(entry) };
  },
  'the bill has another amount': ({ entries }, at) => {
    const entry = entries[at] as Entry;
    const fee = entry.fee + 1;
    entries[at] = { ...entry, fee, charge: Math.sign(entry.charge) * chargeOf(fee) };
    return { kind: 'amount', number: nameOf(entry) };
  },
  'a line of the bill is nobody’s here': ({ entries }, at) => {
    const entry = { ...(entries[at] as Entry), trade: `SHOP${at}`, refund: `SHOPRF${at}` };
    entries.splice(at, 0, entry);
    return { kind: 'missing_here', number: nameOf(entry) };
  },
  'a line comes twice': ({ entries }, at) => {
    const entry = entries[at] as Entry;
    entries.splice(at, 0, entry);
    return { kind: 'duplicate', number: nameOf(entry) };
  },
  'the fee is not that of the contract': ({ entries }, at) => {
    const entry = entries[at] as Entry;
    entries[at] = { ...entry, charge: entry.charge + 5000 };
    return { kind: 'fee', number: nameOf(entry) };
  },
  'our status lags behind': ({ entries, payments, refunds }, at) => {
    const entry = entries[at] as Entry;
    const place =
      entry.kind === 'payment'
        ? payments.findIndex((own) => own.out_trade_no === entry.trade)
        : refunds.findIndex((own) => own.out_refund_no === entry.refund);
    if (place < 0) return undefined;
    if (entry.kind === 'payment') payments[place] = { ...(payments[place] as OurPayment), status: 'PROCESSING', paid_at: undefined };
    else refunds[place] = { ...(refunds[place] as OurRefund), status: 'UNKNOWN' };
    return { kind: 'status', number: nameOf(entry) };
  },
  'we booked it on the next day': ({ entries, payments, refunds }, at) => {
    const entry = entries[at] as Entry;
    const next = MIDNIGHT + DAY_MS + 1;
    if (entry.kind === 'payment') {
      const place = payments.findIndex((own) => own.out_trade_no === entry.trade);
      payments[place] = { ...(payments[place] as OurPayment), paid_at: next };
    } else {
      const place = refunds.findIndex((own) => own.out_refund_no === entry.refund);
      refunds[place] = { ...(refunds[place] as OurRefund), requested_at: next, refunded_at: next };
    }
    return { kind: 'late', number: nameOf(entry) };
  },
};

const clock = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
const decimal = (value: number, places: number): string => {
  const digits = String(Math.abs(value)).padStart(places + 1, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
};

const WXPAY_HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';

export function wxpayText(entries: readonly Entry[]): string {
  const lines = entries.map(({ kind, trade, refund, fee, at, charge, state }) => {
    const paid = kind === 'payment';
    const cells = [
      clock(at),
      'wx1',
      '1900000001',
      '0',
      '',
      `T${trade}`,
      trade,
      'oUser',
      'JSAPI',
      paid ? 'SUCCESS' : 'REFUND',
      'OTHERS',
      'CNY',
      paid ? decimal(fee, 2) : '0.00',
      '0.00',
      paid ? '0' : `W${refund}`,
      paid ? '0' : refund,
      paid ? '0.00' : decimal(fee, 2),
      '0.00',
      paid ? '' : 'ORIGINAL',
      paid ? '' : state,
      '杯子,大',
      '',
      decimal(charge, 5),
      '0.60%',
      paid ? decimal(fee, 2) : '0.00',
      paid ? '0.00' : decimal(fee, 2),
      '',
    ];
    return cells.map((cell) => `\`${cell}`).join(',');
  });
  const summary = [
    '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
    `\`${entries.length},\`0.00,\`0.00,\`0.00,\`0.00000,\`0.00,\`0.00`,
  ];
  return `\ufeff${[WXPAY_HEADER, ...lines, ...summary].join('\r\n')}\r\n`;
}

const ALIPAY_HEADER =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';

export function alipayText(entries: readonly Entry[]): string {
  const lines = entries.map(({ kind, trade, refund, fee, at, charge }) => {
    const paid = kind === 'payment';
    const amount = decimal(paid ? fee : -fee, 2);
    return [
      `20261120${trade}\t`,
      `${trade}\t`,
      paid ? '交易' : '退款',
      '杯子',
      clock(at),
      clock(at),
      '\t',
      '\t',
      '\t',
      '\t',
      '*三\t',
      amount,
      amount,
      '0.00',
      '0.00',
      '0.00',
      '0.00',
      '0.00',
      '',
      '0.00\t',
      '0.00',
      paid ? '\t' : `${refund}\t`,
      decimal(-charge, 5),
      '0.00',
      '',
    ].join(',');
  });
  const count = (kind: Entry['kind']): number => entries.filter((entry) => entry.kind === kind).length;
  return [
    '#支付宝业务明细查询',
    '#账号：[20880000000000010156]',
    '#----------业务明细列表----------',
    ALIPAY_HEADER,
    ...lines,
    '#----------业务明细列表结束----------',
    `#交易合计：${count('payment')}笔，商家实收共0.00元`,
    `#退款合计：${count('refund')}笔，商家实收退款共0.00元`,
    '',
  ].join('\r\n');
}
