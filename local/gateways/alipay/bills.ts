/**
 * 业务账单与账务账单（docs/protocols/alipay.md §4.15）：问到一个 30 秒有效的地址，取到 ZIP；里面的 CSV 与文件名是 GBK，
 * 文字格以制表符结尾，`#` 开头的是说明与合计。次日 9 点（东八区）之后才有；没有与没出是同一个错误。
 */
import { randomBytes } from 'node:crypto';
import { beijingDate, beijingTime } from '../kit/beijing-time';
import { billLines, chargeOf, chargeText, type BillEntry, type BillFault } from '../kit/bill-faults';
import { encodeGbk } from '../kit/gbk';
import { flowLines } from '../kit/fund-flow';
import { DAY, HOUR, SECOND } from '../kit/schedule';
import { yuan } from '../kit/yuan';
import { writeZip } from '../kit/zip';
import { GatewayError, type NodeFields } from './errors';
import { flowEntries, flowFiles } from './fund-flow';
import type { Ledger } from './ledger';
import type { Trade } from './model';
import type { RoyaltyView } from './royalty-book';
import type { AlipayApp } from './options';
import type { BillBody } from './request-shapes';

const HEADER =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const SUMMARY_HEADER = '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,服务费（元）,实收净额（元）';
const RULE = '-----------------------------------------';
const READY_HOUR = 9;
const DOWNLOAD_LIFE_MS = 30 * SECOND;
export const DOWNLOAD_PATH = '/alipay/billdownload';

/** 压缩包里的文件：名字的结尾与一行一行的内容 */
type Files = readonly (readonly [string, readonly string[]])[];

interface Entry extends BillEntry {
  readonly trade: Trade;
  readonly at: number;
}

/** 逗号与换行会弄乱一行。 */
const plain = (text: string): string => text.replace(/[,\r\n\t]/g, ' ');
const signed = (entry: Entry, amount: number): string => `${entry.outRefundNo === undefined ? '' : '-'}${yuan(amount)}`;

function rowOf(entry: Entry): string {
  const { trade, outTradeNo, outRefundNo, amount, charge, at } = entry;
  const cells = [
    `${trade.tradeNo}\t`,
    `${outTradeNo}\t`,
    outRefundNo === undefined ? '交易' : '退款',
    plain(trade.subject),
    beijingTime(trade.createdAt),
    beijingTime(at),
    ...Array.from({ length: 4 }, () => '\t'),
    '*三(138******01)\t',
    signed(entry, amount),
    signed(entry, amount),
    ...Array.from({ length: 5 }, () => '0.00'),
    '',
    '0.00\t',
    '0.00',
    `${outRefundNo ?? ''}\t`,
    chargeText(-charge),
    '0.00',
    '',
  ];
  return cells.join(',');
}

export class Bills {
  private readonly downloads;

  constructor(
    private readonly ledger: Ledger,
    private readonly royalty: RoyaltyView,
    private readonly now: () => number,
    private readonly publicBaseUrl: string,
    private readonly faulty: (fault: BillFault) => boolean,
  ) {
    this.downloads = ledger.store.collection<{ readonly zip: string; readonly expiresAt: number }>('bill_downloads');
  }

  apply(app: AlipayApp, { bill_date: date, bill_type: type }: BillBody): NodeFields {
    const day = Date.parse(`${date}T00:00:00+08:00`);
    if (Number.isNaN(day) || beijingDate(day) !== date) throw new GatewayError('INVAILID_ARGUMENTS', '账单日期格式不正确');
    if (this.now() < day + DAY + READY_HOUR * HOUR || this.faulty('billNotReady')) throw new GatewayError('BILL_NOT_EXIST');
    const files = type === 'trade' ? this.tradeFiles(app.sellerId, day) : this.flowFiles(app.sellerId, day);
    const token = randomBytes(24).toString('base64url');
    const prefix = `${app.sellerId}0156_${beijingTime(day, 'YYYYMMDD')}`;
    const zip = writeZip(
      files.map(([name, lines]) => ({ name: encodeGbk(`${prefix}_${name}.csv`), content: encodeGbk(lines.join('\r\n')) })),
    ).toString('base64');
    this.downloads.put(token, { zip, expiresAt: this.now() + DOWNLOAD_LIFE_MS }, null);
    return { bill_download_url: `${this.publicBaseUrl}${DOWNLOAD_PATH}?token=${token}` };
  }

  /** 地址过了时间就没用了；30 秒之内可以再取。 */
  download(token: string): Buffer | undefined {
    const found = this.downloads.get(token);
    return found && found.expiresAt >= this.now() ? Buffer.from(found.zip, 'base64') : undefined;
  }

  private entries(sellerId: string, date: string): Entry[] {
    const own = this.ledger.trades().filter((trade) => trade.sellerId === sellerId);
    const paid = own.flatMap((trade): Entry[] => {
      const { outTradeNo, total: amount, paidAt: at } = trade;
      return at === undefined || beijingDate(at) !== date ? [] : [{ trade, outTradeNo, amount, charge: chargeOf(amount), at }];
    });
    const refunded = own.flatMap((trade) =>
      this.ledger.refundsOf(trade).flatMap(({ outRequestNo, amount, refundedAt: at }): Entry[] => {
        if (beijingDate(at) !== date) return [];
        return [{ trade, outTradeNo: trade.outTradeNo, outRefundNo: outRequestNo, amount, charge: -chargeOf(amount), at }];
      }),
    );
    return [...paid, ...refunded];
  }

  private flowFiles(sellerId: string, day: number): Files {
    const lines = flowLines(flowEntries(this.ledger, this.royalty, sellerId), day, DAY, this.faulty);
    if (lines.length === 0) throw new GatewayError('BILL_NOT_EXIST');
    return flowFiles(sellerId, day, lines, this.now());
  }

  private tradeFiles(sellerId: string, day: number): Files {
    const entries = billLines(this.entries(sellerId, beijingDate(day)), this.entries(sellerId, beijingDate(day - DAY)), this.faulty);
    if (entries.length === 0) throw new GatewayError('BILL_NOT_EXIST');
    const sum = (pick: (entry: Entry) => number): number => entries.reduce((total, entry) => total + pick(entry), 0);
    const count = (isRefund: boolean): number => entries.filter(({ outRefundNo }) => (outRefundNo !== undefined) === isRefund).length;
    const paid = sum(({ outRefundNo, amount }) => (outRefundNo === undefined ? amount : 0));
    const back = sum(({ outRefundNo, amount }) => (outRefundNo === undefined ? 0 : amount));
    const chinese = (at: number): string => beijingTime(at, 'YYYY年MM月DD日 HH:mm:ss');
    const head = (title: string): string[] => [
      `#支付宝业务${title}查询`,
      `#账号：[${sellerId}0156]`,
      `#起始日期：[${chinese(day)}]   终止日期：[${chinese(day + DAY)}]`,
      `#${RULE}业务${title}列表${RULE}`,
    ];
    const tail = (title: string): string[] => [
      `#${RULE}业务${title}列表结束${RULE}`,
      `#交易合计：${count(false)}笔，商家实收共${yuan(paid)}元，商家优惠共0.00元`,
      `#退款合计：${count(true)}笔，商家实收退款共-${yuan(back)}元，商家优惠退款共0.00元`,
      `#导出时间：[${chinese(this.now())}]`,
      '',
    ];
    const charge = sum((entry) => entry.charge);
    const summary = ['\t', '\t', count(false), count(true), yuan(paid), yuan(paid), chargeText(-charge), yuan(Math.max(paid - back, 0))];
    return [
      ['业务明细', [...head('明细'), HEADER, ...entries.map(rowOf), ...tail('明细')]],
      ['业务明细(汇总)', [...head('汇总'), SUMMARY_HEADER, summary.join(','), ...tail('汇总')]],
    ];
  }
}
