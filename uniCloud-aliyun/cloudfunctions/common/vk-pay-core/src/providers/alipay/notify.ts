/**
 * 异步通知（docs/protocols/alipay.md §7）：表单正文 → 解码一次 → 验签 → app_id / seller_id → 支付或退款。
 * 便宜的检查先于 RSA；不读数据库。一个通知地址同时收支付与退款，以退款的时间与金额区分。
 */
import { fromBeijingForm, fromBeijingText } from '../../../../../../../common/contract/beijing-time';
import { PayError } from '../../kernel/pay-error';
import { bytewise, cutAfresh, cutLikeLast, parseForm, type Form } from '../kit/form';
import type { NotifyEvent, RawNotify, RefundFacts, TradeFacts, Writable } from '../provider';
import type { AlipayAccount } from './account';
import { glanceAt } from './glance';
import { verifyMessage, verifyNotice } from './sign';
import { tradeState } from './trade';
import { yuanToFee } from './yuan';

/** 通知最晚约 25 小时后还会重发；更早的报文只可能是重放。 */
const MAX_AGE_MS = 26 * 3_600_000;
const MAX_AHEAD_MS = 5 * 60_000;
const MAX_EVENT_TYPE = 60;

/** 不是给我们的通知，每个账号每分钟最多验这么多张的签名（验得过的要告警）；再多的不值得做 RSA，请它以后再来。 */
const STRANGERS_PER_MINUTE = 30;
const MINUTE_MS = 60_000;
const strangers = new WeakMap<object, { since: number; count: number }>();

type Whose = 'app_id' | 'seller_id';

/** 哪一项说它不是给我们的；是我们的返回 undefined。 */
function strangerOf({ appid, credentials: { sellerId } }: AlipayAccount, form: Form): Whose | undefined {
  if (form.get('app_id') !== appid) return 'app_id';
  return sellerId && form.get('seller_id') !== sellerId ? 'seller_id' : undefined;
}

/** 这一分钟验得太多了的，造好的错误；还值得验为 undefined。 */
function unworthy(account: AlipayAccount, now: number): PayError | undefined {
  const known = strangers.get(account);
  const current = known && Math.abs(now - known.since) < MINUTE_MS ? known : { since: now, count: 0 };
  strangers.set(account, current);
  return ++current.count > STRANGERS_PER_MINUTE ? TOO_MANY_STRANGERS : undefined;
}

/** 便宜的归属先看，再验签；签名真实而不是给我们的，说清楚是谁的、哪一笔：每一件不同的事都是一条告警。验得过、是我们的为 undefined。 */
function untrusted(
  account: AlipayAccount,
  form: Form,
  now: number,
  stranger: Whose | undefined,
  isSigned: (form: Form, key: AlipayAccount['credentials']['alipayKey']) => boolean,
): PayError | undefined {
  const refused = stranger && unworthy(account, now);
  if (refused) return refused;
  if (!isSigned(form, account.credentials.alipayKey)) return UNSIGNED;
  if (!stranger) return undefined;
  const what = `${stranger} ${form.get(stranger) ?? ''} 不是本商户的（单号 ${form.get('out_trade_no') ?? ''}）`;
  return new PayError('PERMISSION', { detail: `通知的 ${what}` });
}

/** 时间缺失、过期的，造好的错误；够新为 undefined。 */
function staleness(at: number | undefined, now: number): PayError | undefined {
  if (at === undefined) return NO_TIME;
  return now - at > MAX_AGE_MS || at - now > MAX_AHEAD_MS ? STALE : undefined;
}

/** 一个字段里的北京时间；网关总是同一种写法，不必先解码。没有的、写得不对的为 undefined。 */
function timeIn(form: Form, name: string): number | undefined {
  return form.read(name, fromBeijingForm) ?? fromBeijingText(form.get(name));
}

type Required = 'sign' | 'app_id' | 'notify_id' | 'out_trade_no' | 'trade_status';
const missing = (name: Required): PayError => new PayError('PARAM', { detail: `通知缺少 ${name}` });
/** 门口的拒绝只造一次：没有调用栈、不会再变。 */
const NO_TIME = new PayError('PARAM', { detail: '通知时间缺失或格式不对' });
const STALE = new PayError('SIGNATURE', { detail: '通知时间超出范围' });
const UNSIGNED = new PayError('SIGNATURE', { detail: '通知验签失败' });
const TOO_MANY_STRANGERS = new PayError('PARAM', { detail: '不是给本商户的通知太多，没有验签' });
const MISSING: Readonly<Record<Required, PayError>> = {
  sign: missing('sign'),
  app_id: missing('app_id'),
  notify_id: missing('notify_id'),
  out_trade_no: missing('out_trade_no'),
  trade_status: missing('trade_status'),
};

/** 第一个缺的；一个都不缺为 undefined。 */
function firstMissing(form: Form, names: readonly Required[]): PayError | undefined {
  for (const name of names) if (!form.isFilled(name)) return MISSING[name];
  return undefined;
}

const ALWAYS: readonly Required[] = ['sign', 'app_id'];
const OF_TRADE: readonly Required[] = ['notify_id', 'out_trade_no'];
const OF_HINT: readonly Required[] = ['sign', 'trade_status', 'out_trade_no'];

/**
 * 交易之外的消息（其它产品的通知、应用网关消息）：发到这里多半是开放平台上的地址填错了。
 * 是真的就认领下来记一行，不让它重发一天；这些消息的签名里留着 sign_type（7）。
 */
function readForeignMessage(account: AlipayAccount, form: Form, now: number): NotifyEvent | PayError {
  const eventType = form.get('notify_type') || form.get('msg_method');
  if (!eventType) return MISSING.trade_status;
  const stale = form.isFilled('notify_time') ? staleness(timeIn(form, 'notify_time'), now) : undefined;
  const stranger = form.get('app_id') === account.appid ? undefined : 'app_id';
  return stale ?? untrusted(account, form, now, stranger, verifyEither) ?? ignored(form, eventType);
}

const verifyEither: typeof verifyNotice = (form, key) => verifyNotice(form, key) || verifyMessage(form, key);

function ignored(form: Form, eventType: string): NotifyEvent {
  const out_trade_no = form.get('out_trade_no');
  return { kind: 'ignored', eventType: eventType.slice(0, MAX_EVENT_TYPE), ...(out_trade_no ? { out_trade_no } : {}) };
}

/** 没见过的样子切一次要占验签一次的十分之一多：先看一眼，没有签名的、早就过期的不值得。 */
function atAGlance(text: string, now: number): PayError | undefined {
  const { hasSign, at } = glanceAt(text);
  if (!hasSign) return MISSING.sign;
  return at === undefined ? undefined : staleness(at, now);
}

/** @returns 或 @throws PayError PARAM 畸形 · SIGNATURE 验签失败、过期或切法有歧义 · PERMISSION 签名真实但不是给我们的 */
export function parseAlipayNotify(account: AlipayAccount, raw: RawNotify, now: number): NotifyEvent | PayError {
  const text = bytewise(raw.text ?? raw.body);
  let form = cutLikeLast(text);
  if (!form) {
    const unworthy = atAGlance(text, now);
    if (unworthy) return unworthy;
    form = cutAfresh(text);
  }
  const unfit = firstMissing(form, ALWAYS);
  if (unfit) return unfit;
  if (!form.isFilled('trade_status')) return readForeignMessage(account, form, now);
  const refused =
    firstMissing(form, OF_TRADE) ??
    staleness(timeIn(form, 'notify_time'), now) ??
    untrusted(account, form, now, strangerOf(account, form), verifyNotice);
  return refused ?? (isRefund(form) ? readRefund(account, form) : readPayment(account, form));
}

/** 验签没过的通知自称说的是哪张单；过期的、别的应用的没有。 */
export function alipayHint(account: AlipayAccount, raw: RawNotify, now: number): string | undefined {
  const form = parseForm(raw.body);
  if (firstMissing(form, OF_HINT) || staleness(timeIn(form, 'notify_time'), now)) return undefined;
  return form.get('app_id') === account.appid ? form.get('out_trade_no') : undefined;
}

/** 真正的支付通知里也可能有 `refund_fee=0.00`：看的是值，不是有没有这个字段（7）。 */
function isRefund(form: Form): boolean {
  return form.isFilled('gmt_refund') || (yuanToFee(form.get('refund_fee')) ?? 0) > 0;
}

/** 网关每次都说的：哪个商户、订单总额。 */
function addCommon({ credentials }: AlipayAccount, form: Form, facts: Writable<TradeFacts> | Writable<RefundFacts>): void {
  // 配置里有的，已经核对过是同一个。
  const mchid = credentials.sellerId || form.get('seller_id');
  const total_fee = yuanToFee(form.get('total_amount'));
  if (mchid) facts.mchid = mchid;
  if (total_fee !== undefined) facts.total_fee = total_fee;
}

/** 退款通知里的 refund_fee 是累计值，只能认单号，不能比金额。 */
function readRefund(account: AlipayAccount, form: Form): NotifyEvent {
  const gatewayState = form.get('trade_status') as string;
  const out_refund_no = form.get('out_biz_no');
  if (!out_refund_no) return ignored(form, `${gatewayState} 退款（无退款单号）`);
  const refundedAt = timeIn(form, 'gmt_refund');
  const out_trade_no = form.get('out_trade_no') as string;
  const facts: Writable<RefundFacts> = { out_trade_no, out_refund_no, state: 'SUCCESS', appid: account.appid, gatewayState };
  addCommon(account, form, facts);
  if (refundedAt !== undefined) facts.refundedAt = refundedAt;
  return { kind: 'refund', facts };
}

function readPayment(account: AlipayAccount, form: Form): NotifyEvent {
  const gatewayState = form.get('trade_status') as string;
  const transaction_id = form.get('trade_no');
  const paidAt = timeIn(form, 'gmt_payment');
  const out_trade_no = form.get('out_trade_no') as string;
  const facts: Writable<TradeFacts> = { out_trade_no, state: tradeState(gatewayState, paidAt), appid: account.appid, gatewayState };
  addCommon(account, form, facts);
  if (transaction_id) facts.transaction_id = transaction_id;
  if (paidAt !== undefined) facts.paidAt = paidAt;
  return { kind: 'payment', facts };
}
