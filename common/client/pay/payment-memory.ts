/**
 * 本机记得最近付过（或正在付）的订单：单号 → 想买什么。
 * 用处：页面被刷新、从收银台后退回来时接着同一个单号付，不会多出一张订单；
 * 结果页的「重新支付」知道要付的是什么。只是方便，丢了也不影响钱。
 */
import type { ProviderName } from '../../contract/channels';
import { DEVICE_KEYS, rememberedList } from '../shell/device-memory';
import { intentKey, type PaymentIntent } from './intent';

export interface RememberedPayment {
  readonly out_trade_no: string;
  readonly provider: ProviderName;
  readonly intent: PaymentIntent;
  /** 还没看到最终结果 */
  readonly open: boolean;
}

const list = rememberedList<RememberedPayment>(DEVICE_KEYS.payments, 20);

export function rememberPayment(out_trade_no: string, provider: ProviderName, intent: PaymentIntent): void {
  list.replace([{ out_trade_no, provider, intent, open: true }, ...list.all().filter((row) => row.out_trade_no !== out_trade_no)]);
}

/** 已经看到最终结果：不再续付，但仍记得买的是什么。 */
export function settlePayment(out_trade_no: string): void {
  list.replace(list.all().map((row) => (row.out_trade_no === out_trade_no ? { ...row, open: false } : row)));
}

export function recallPayment(out_trade_no: string): RememberedPayment | undefined {
  return list.all().find((row) => row.out_trade_no === out_trade_no);
}

/** 同一个意图里最近一张还没有结果的订单。 */
export function openPaymentFor(intent: PaymentIntent): RememberedPayment | undefined {
  const key = intentKey(intent);
  return list.all().find((row) => row.open && intentKey(row.intent) === key);
}
