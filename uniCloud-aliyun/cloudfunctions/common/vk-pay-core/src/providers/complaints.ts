/** 渠道的「消费者投诉」：列、看、答复。什么也不推进，只说渠道怎么说；电话在这里就遮住中间。 */
import type {
  ComplaintActName,
  ComplaintProblem,
  ComplaintStatus,
  ComplaintWord,
} from '../../../../../../common/contract/complaints/complaint';

export interface ComplainedTrade {
  readonly out_trade_no: string;
  readonly transaction_id: string;
  /** 分 */
  readonly fee: number;
}
export interface ComplaintFacts {
  readonly complaint_id: string;
  readonly status: Exclude<ComplaintStatus, 'UNREAD'>;
  readonly problem: ComplaintProblem;
  /** 原话：里面的电话等由读的人遮住 */
  readonly text: string;
  /** 毫秒 */
  readonly complaint_date: number;
  readonly trades: readonly ComplainedTrade[];
  /** 分 */
  readonly apply_refund_fee?: number;
  readonly waiting: boolean;
  readonly urgent: boolean;
  readonly times: number;
  readonly refunded: boolean;
  /** 头三位与末四位 */
  readonly phone?: string;
}
/** 列出来的一段。 */
export interface ComplaintPage {
  readonly rows: readonly ComplaintFacts[];
  /** 读不懂的：只知道编号，不挡别的 */
  readonly unread: readonly string[];
  /** 下一段从第几件接着；到头了没有 */
  readonly next?: number;
}
export interface ComplaintImage {
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface ComplaintCapability<Own> {
  /** 这个账号的投诉读得到；读不到的（服务商替别家收的）从不去问 */
  has(own: Own): boolean;
  /** @param from 北京的一天，头尾都算，最长 30 天 @throws PayError */
  list(own: Own, range: { readonly from: string; readonly to: string; readonly offset: number }): Promise<ComplaintPage>;
  /** 没有这一件为 undefined。@throws PayError */
  read(own: Own, complaint_id: string): Promise<ComplaintFacts | undefined>;
  /** 协商历史，旧的在前；原话。@throws PayError */
  talk(own: Own, complaint_id: string): Promise<readonly ComplaintWord[]>;
  /**
   * 做一件事。@throws PayError outcome 'none' 肯定没有；'unknown' 再读一遍才知道
   */
  act(
    own: Own,
    complaint_id: string,
    act: ComplaintActName,
    said: { readonly text?: string; readonly images?: readonly string[] },
  ): Promise<void>;
  /** @returns 图片的编号 */
  upload(own: Own, image: ComplaintImage): Promise<string>;
  /** 不是图片的不给。@throws PayError */
  image(own: Own, id: string): Promise<ComplaintImage>;
  /** 通知送到哪里：没有登记过就登记成这个账号的，登记过的不动。@returns 现在的地址是不是这个账号的 */
  listen(own: Own): Promise<boolean>;
}
