/**
 * 账单：一个渠道一天的对账文件。渠道负责下载、核对散列、解压、按列名读成同样的一行；与我们的账怎样比在 bills/。
 * 金额是整数分；手续费常有五位小数，用千分之一分（`service_fee`）。元的文字不出渠道文件夹。
 */
import type { FlowLine } from './flow';

export type BillState = 'SUCCESS' | 'PENDING' | 'FAILED' | 'ABNORMAL' | 'UNKNOWN';

/** 账单的一行。 */
export interface BillLine {
  readonly kind: 'payment' | 'refund';
  readonly out_trade_no: string;
  readonly transaction_id: string;
  /** 退款才有 */
  readonly out_refund_no?: string;
  /** 付款或申请退款的金额，分，不带符号 */
  readonly fee: number;
  /** 手续费，千分之一分；退回的为负 */
  readonly service_fee: number;
  /** 这一行自己写着的费率，百万分之几；没写的没有 */
  readonly rate_ppm?: number;
  readonly state: BillState;
  /** 入账时间，毫秒 */
  readonly at: number;
  /** 钱归哪个特约商户；服务商自己收的、直连的没有 */
  readonly sub_mchid?: string;
}

/** 文件自己声明的笔数；没声明的不核对。 */
export interface BillFooter {
  readonly payments?: number;
  readonly refunds?: number;
  /** 全部行 */
  readonly lines?: number;
}

/** 读一份文件：一行一行喂进来（没有换行符）。 */
export interface BillReader<Line> {
  /** 表头、说明、汇总返回 undefined。@throws Error 这一行读不懂 */
  read(text: string): Line | undefined;
  /** @throws Error 文件没有结尾（断了），或没有列名 */
  end(): BillFooter;
}

export interface BillFormat<Line = BillLine> {
  readonly encoding: 'utf-8' | 'gbk';
  /** 次日几点（北京时间）之后才有 */
  readonly readyHour: number;
  /** 退款记在申请的那天，还是退成的那天 */
  readonly refundDay: 'requested' | 'finished';
  open(): BillReader<Line>;
}

/** 下载的结果：没出来（`mayBeEmpty`：网关用同一个说法表示那天没有交易）、那天没有交易，或可以反复读的字节（每次从头）。 */
export type BillDownload =
  | { readonly state: 'notReady'; readonly mayBeEmpty: boolean }
  | { readonly state: 'empty' }
  | { readonly state: 'ready'; chunks(): AsyncIterable<Uint8Array> };

export interface BillCapability<Account = never> {
  readonly format: BillFormat;
  /**
   * 下载一天的交易账单，核对过散列或校验和。
   * @param date 北京的日期 `YYYY-MM-DD`
   * @throws PayError 网络不明、没有权限、散列不符
   */
  download(account: Account, date: string): Promise<BillDownload>;
  /** 账户的资金流水；没有的渠道不写 */
  readonly flow?: FlowCapability<Account>;
}

export interface FlowCapability<Account = never> {
  readonly format: BillFormat<FlowLine>;
  /** 这个账号有没有；不写就是都有 */
  has?(account: Account): boolean;
  /** 下载一天的资金流水，核对过散列或校验和。@param date 北京的日期 `YYYY-MM-DD` @throws PayError 同交易账单 */
  download(account: Account, date: string): Promise<BillDownload>;
}
