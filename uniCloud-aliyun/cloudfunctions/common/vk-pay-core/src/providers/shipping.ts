/** 渠道的「发货信息」：钱冻在渠道那里，录了才放。没有签名，凭开放接口的凭据；什么也不推进，只说看到了什么。 */
import type { Shipment } from '../../../../../../common/contract/payments/shipping';

/** 为哪一笔：渠道的交易号。 */
export interface ShippingTrade {
  readonly transaction_id: string;
  readonly out_trade_no: string;
  readonly subject: string;
}
export interface ShippingFacts {
  /** `ABSENT` 那边还没有这一笔 · `WAIT` 等着发 · `RETURNED` 退了、关了，不能发 */
  readonly state: 'ABSENT' | 'WAIT' | 'SHIPPED' | 'SETTLED' | 'RETURNED' | 'UNKNOWN';
  /** 付款人在这个应用里的编号：录的时候要写，我们自己不存 */
  readonly openid?: string;
  /** 有争议，压着放款 */
  readonly disputed?: boolean;
}

export interface ShippingCapability<Own> {
  /** 录了之后多久还没有放款要人看，毫秒；缺省照怎样发的货 */
  readonly settlesWithinMs?: number;
  /** 这个应用归不归发货信息管理。@throws PayError */
  managed(own: Own, token: string): Promise<boolean>;
  /** @throws PayError */
  look(own: Own, token: string, trade: ShippingTrade): Promise<ShippingFacts>;
  /**
   * 报备预售：最晚发到哪一刻，毫秒。再报一次同样的也算报好了。报不了的没有。
   * @throws PayError 期限不对、没有待发货的
   */
  postpone?(own: Own, token: string, trade: ShippingTrade, until: number): Promise<void>;
  /**
   * 录一张；做过了、没有变化的算录好了。
   * @throws PayError outcome 'none' 且不可重试：内容不对或不让录，改了再来 · 'unknown' 再看一眼
   */
  upload(own: Own, token: string, trade: ShippingTrade, openid: string, shipment: Shipment): Promise<ShippingFacts['state']>;
}
