/**
 * 打开收银台之前：这样东西有没有一笔还没有结果的付款，或者刚刚付过。
 * 刷新页面、从收银台退回来都接着原来的单号，不会多出一张订单。
 */
import type { ProviderName } from '../../contract/channels';
import type { OrderView } from '../../contract/payments/order-view';
import type { QueryPaymentAnswer } from '../../contract/payments/query';
import { describeFailure } from '../shell/errors';
import { markedOrder } from '../shell/history-mark';
import { AWAIT_HANDLED, callService } from '../shell/services';
import { deadlineFrom, type Deadline } from './countdown';
import { intentKey, type PaymentIntent } from './intent';
import { isPaid } from './pay';
import { openPaymentFor, recallPayment, settlePayment } from './payment-memory';

export type EarlierOrder =
  | { readonly kind: 'none' }
  /** 还能接着付 */
  | {
      readonly kind: 'open';
      readonly out_trade_no: string;
      readonly provider?: ProviderName;
      /** 用哪种方式下的单；换了一种设备就不能再用同一个号 */
      readonly pay_type?: string;
      readonly deadline?: Deadline;
    }
  /** 已经付过；seen：在这台设备上看过结果 */
  | { readonly kind: 'paid'; readonly order: OrderView; readonly seen: boolean };

const NONE: EarlierOrder = { kind: 'none' };

/** 一次查询的答复，对收银台意味着什么。 */
export function readEarlier(answer: QueryPaymentAnswer, now: number): EarlierOrder {
  const { order, trade_state, server_date } = answer;
  const remembered = recallPayment(order.out_trade_no);
  if (isPaid(answer)) return { kind: 'paid', order, seen: remembered?.open === false };
  if (trade_state === 'CLOSED' || order.expire_date <= server_date) {
    settlePayment(order.out_trade_no);
    return NONE;
  }
  const deadline = deadlineFrom({ expire_date: order.expire_date, server_date }, now);
  return { kind: 'open', out_trade_no: order.out_trade_no, provider: order.provider, pay_type: order.pay_type, deadline };
}

/**
 * @param asked 地址里点名要接着付的单号
 * 从不抛出：问不到就用旧号（服务端没有这张单时，同号就是第一次下单）。
 */
export async function findEarlier(intent: PaymentIntent, asked: string | undefined): Promise<EarlierOrder> {
  const out_trade_no = asked ?? markedOrder(intentKey(intent)) ?? openPaymentFor(intent)?.out_trade_no;
  if (out_trade_no === undefined || !uni.vk.checkToken()) return NONE;
  try {
    return readEarlier(await callService('queryPayment', { out_trade_no, ...AWAIT_HANDLED }), Date.now());
  } catch (thrown) {
    if (!describeFailure(thrown).unknown) return NONE;
    const provider = recallPayment(out_trade_no)?.provider;
    return { kind: 'open', out_trade_no, ...(provider ? { provider } : {}) };
  }
}
