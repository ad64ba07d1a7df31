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
  /** 看到付成了的时间，本机毫秒 */
  readonly paid_at?: number;
}

const list = rememberedList<RememberedPayment>(DEVICE_KEYS.payments, 20);

export function rememberPayment(out_trade_no: string, provider: ProviderName, intent: PaymentIntent): void {
  list.replace([{ out_trade_no, provider, intent, open: true }, ...list.all().filter((row) => row.out_trade_no !== out_trade_no)]);
}

/**
 * 已经看到最终结果：不再续付，但仍记得买的是什么。
 * @param paid_at 付成了的，是什么时候看到的，本机毫秒
 */
export function settlePayment(out_trade_no: string, paid_at?: number): void {
  const settled = (row: RememberedPayment): RememberedPayment => ({
    ...row,
    open: false,
    ...(paid_at === undefined || row.paid_at !== undefined ? {} : { paid_at }),
  });
  list.replace(list.all().map((row) => (row.out_trade_no === out_trade_no ? settled(row) : row)));
}

export function recallPayment(out_trade_no: string): RememberedPayment | undefined {
  return list.all().find((row) => row.out_trade_no === out_trade_no);
}

/** 同一个意图里最近一张还没有结果的订单。 */
export function openPaymentFor(intent: PaymentIntent): RememberedPayment | undefined {
  const key = intentKey(intent);
  return list.all().find((row) => row.open && intentKey(row.intent) === key);
}

/** 这么久之内付过同样的东西，再付之前提醒一句，毫秒。 */
const JUST_PAID_MS = 10 * 60_000;

/** 刚刚付成的、一模一样的那一笔。 */
export function justPaid(intent: PaymentIntent, now: number): RememberedPayment | undefined {
  const key = intentKey(intent);
  return list.all().find((row) => row.paid_at !== undefined && now - row.paid_at < JUST_PAID_MS && intentKey(row.intent) === key);
}
