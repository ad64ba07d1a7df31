/** 下单的意图：谁、买什么、多少钱、付到几时；同号再来时是不是同一件事。只凭入参与价格就能拒绝的，都在落库之前。 */
import type * as v from 'valibot';
import { orderIdOf } from '../../../../../../common/contract/payments/order-number';
import { canonicalJson } from '../../../../../../common/contract/canonical-json';
import { isStandIn, manifestOf, payWayOf } from '../../../../../../common/contract/channels';
import type { createPaymentSchema } from '../../../../../../common/contract/payments/create-params';
import { DEFAULT_PID } from '../config/config';
import type { Kernel } from '../kernel/kernel';
import { newOutTradeNo } from '../kernel/numbers';
import { PayError } from '../kernel/pay-error';
import type { Quote } from '../order-types/payment-type';
import { shippingOf } from '../order-types/shipping';
import { atRest, differenceAtRest } from '../payers/at-rest';
import type { Provider } from '../providers/provider';
import type { PayingAccount } from './account';
import { checkFee, quotePrice, requireMayBeFree, requireType } from './price';
import type { OrderRecord } from './record';
import { openCustom, openSealed } from './open-sealed';
import { shardOf } from '../ledger/shard';
import { seal } from './seal';
import { FIRST_QUERY_MS } from './refresh';

type PayerIntent = v.InferOutput<typeof createPaymentSchema>;
/** 要不要分账只有商户自己的云函数说得了；付款人的入参里没有这一项。 */
export type Intent = Omit<PayerIntent, 'data'> & { readonly data: PayerIntent['data'] & { readonly profit_sharing?: boolean | undefined } };

/** 谁在下单：付款人（价格由服务端定），或商户自己的云函数（它说的金额就是定价）。 */
export interface Buyer {
  readonly user_id: string;
  readonly trusted: boolean;
  /** App 里的支付宝改走手机网页（vk-uni-pay 的 alipayAppPayToH5Pay） */
  readonly alipayAppPayToH5Pay?: boolean;
  readonly caller?: OrderRecord['caller'];
}

/** 开发与测试环境可以只让名单里的用户付款（vk-uni-pay 的 userWhitelist）；名单为空或在生产环境时不限。 */
export function requireListed(k: Kernel, user_id: string): void {
  const { userWhitelist, settings } = k.config;
  if (settings.environment !== 'production' && userWhitelist.length > 0 && !userWhitelist.includes(user_id))
    throw new PayError('PERMISSION', { detail: '不在 userWhitelist 里' });
}

/** 渠道原生字段只放行白名单；想借 `other` 改通知地址、商户号、金额的一律拒绝。 */
export function checkOther(provider: Provider, other: Readonly<Record<string, unknown>> | undefined, trusted: boolean): void {
  const allowed = trusted ? [...provider.payerFields, ...provider.merchantFields] : provider.payerFields;
  const problems = Object.keys(other ?? {})
    .filter((key) => !allowed.includes(key))
    .map((key) => ({ field: `data.other.${key}`, problem: '不允许透传' }));
  if (problems.length > 0) throw PayError.param(problems);
}

const SECOND_MS = 1000;
const FREE_PAY_TYPE = 'free';
const MERCHANT_LONGEST_MS = 7 * 24 * 3_600_000;

/**
 * 付到几时。比网关的下限还近的抬到下限：调用方算好「现在 + 60 秒」再打过来，路上总要花掉几毫秒；
 * 网关按整秒收，向上取整才不会又短下去。已经过去的时刻是另一回事，那时本来就不该再卖。
 */
function expiryOf(
  k: Kernel,
  account: Pick<PayingAccount, 'provider' | 'platform'>,
  requested: number | undefined,
  trusted: boolean,
): number {
  const longest = k.provider(account.provider).longestPayMs?.[account.platform] ?? Infinity;
  const now = k.now();
  // 商户自己的云函数说了的照它，再长也就一周。
  const usual = trusted && requested !== undefined ? MERCHANT_LONGEST_MS : k.config.settings.orderExpireMinutes * 60_000;
  const latest = now + Math.min(usual, longest);
  if (requested === undefined) return latest;
  if (requested <= now) throw PayError.param([{ field: 'data.time_expire', problem: '已经过去' }]);
  const earliest = now + manifestOf(account.provider).shortestPayMs;
  return Math.min(requested < earliest ? Math.ceil(earliest / SECOND_MS) * SECOND_MS : requested, latest);
}

/** 付款人下单由服务端定价；商户的云函数自己说了金额与标题的，就按它说的。 */
export async function decidePrice(k: Kernel, { data }: Intent, { user_id, trusted }: Buyer): Promise<Quote> {
  const type = requireType(k, data.type);
  requireMayBeFree(type, data.total_fee);
  if (trusted && data.total_fee !== undefined) {
    if (data.subject === undefined) throw PayError.param([{ field: 'data.subject', problem: '不能为空' }]);
    return checkFee(k, { total_fee: data.total_fee, subject: data.subject, custom: data.custom ?? {} });
  }
  const quote = await quotePrice(k, type, {
    custom: data.custom ?? {},
    user_id,
    ...(data.total_fee === undefined ? {} : { total_fee: data.total_fee }),
    ...(data.subject === undefined ? {} : { subject: data.subject }),
  });
  if (data.total_fee !== undefined && data.total_fee !== quote.total_fee) {
    throw PayError.param([{ field: 'data.total_fee', problem: '与服务端价格不一致，请刷新后重试' }]);
  }
  return quote;
}

/** 收到哪个商户：由订单类型（或商户的云函数）定；付款人说的只用来比较。@throws PayError PARAM 两处说得不一样 */
export function decideMerchant({ data }: Intent, quote: Quote, { trusted }: Buyer): string {
  const decided = quote.pid ?? (trusted ? data.pid : undefined) ?? DEFAULT_PID;
  if (data.pid !== undefined && data.pid !== decided)
    throw PayError.param([{ field: 'data.pid', problem: '没有这个商户，或不是收这笔钱的' }]);
  return decided;
}

/** 收到哪里；免费订单没有商户号与应用。 */
type Payee = Pick<PayingAccount, 'provider' | 'platform' | 'pid' | 'mchid' | 'appid'>;

/** 渠道收到发货信息才放款的最早时间：付款之后一分钟那边才有这一笔；还没付款的不会被翻到。 */
const SHIPPING_AFTER_MS = 60_000;
const owesShipping = (k: Kernel, type: string, { provider, platform }: Payee, { total_fee }: Quote): boolean =>
  total_fee > 0 && payWayOf(provider, platform)?.ships === true && shippingOf(k.types.get(type), provider) !== undefined;

/** 这张单的钱要不要冻住等着分账。@throws PayError PARAM 要分账，而这个渠道不会 */
function sharesProfit(k: Kernel, { type, profit_sharing }: Intent['data'], { provider }: Payee, { total_fee }: Quote): boolean {
  const wanted = profit_sharing ?? k.types.get(type)?.profitSharing ?? false;
  if (!wanted || total_fee === 0) return false;
  if (!manifestOf(provider).can.includes('sharing')) throw PayError.param([{ field: 'provider', problem: '这笔要分账，这个渠道做不了' }]);
  return true;
}

export async function buildOrder(
  k: Kernel,
  intent: Intent,
  account: Payee,
  buyer: Buyer,
  { quote, openid }: { readonly quote: Quote; readonly openid: string | undefined },
): Promise<OrderRecord> {
  const { data } = intent;
  const { user_id } = buyer;
  const at = k.now();
  const out_trade_no = data.out_trade_no ?? newOutTradeNo(k);
  const _id = orderIdOf(out_trade_no);
  return {
    _id,
    out_trade_no,
    shard: shardOf(out_trade_no),
    provider: account.provider,
    platform: account.platform,
    pay_type: quote.total_fee === 0 ? FREE_PAY_TYPE : `${account.provider}_${account.platform}`,
    pid: account.pid,
    mchid: account.mchid,
    appid: account.appid,
    user_id,
    type: data.type,
    subject: quote.subject,
    total_fee: quote.total_fee,
    ...(quote.total_fee === 0 ? { free: true } : {}),
    ...(k.types.get(data.type)?.fapiao ? { fapiao: true } : {}),
    ...(sharesProfit(k, data, account, quote) ? { profit_sharing: true } : {}),
    refund_fee: 0,
    refunding_fee: 0,
    status: 'NOTPAY',
    ...seal(
      k,
      { _id, custom: quote.custom, ...(buyer.trusted ? {} : { intent: data.custom ? { custom: data.custom } : {} }) },
      isStandIn(account.provider) ? openid : undefined,
    ),
    ...(buyer.caller ? { caller: buyer.caller } : {}),
    ...(k.context.CLIENTIP ? { client_ip: k.context.CLIENTIP } : {}),
    ...(quote.business_no ? { business_no: quote.business_no } : {}),
    ...atRest({ out_trade_no, openid, other: data.other }),
    fulfil: { status: 'NONE', attempts: 0, next_date: 0 },
    ...(owesShipping(k, data.type, account, quote) ? { shipping: { status: 'WAIT', attempts: 0, next_date: at + SHIPPING_AFTER_MS } } : {}),
    history: [{ from: null, to: 'NOTPAY', reason: 'created', source: 'create', at, requestId: k.requestId }],
    version: 1,
    next_query_date: at + FIRST_QUERY_MS,
    query_attempts: 0,
    requested_date: at,
    expire_date: expiryOf(k, account, data.time_expire, buyer.trusted),
    create_date: at,
    update_date: at,
  };
}

/**
 * 同样的价钱、不一样的东西也是另一件事。付款人比他自己说的（定价可能带进随时间变的东西），商户的云函数比它说的全部；
 * 没有留下当时说了什么的（早先的版本、别的入口下的单）比不了。加密的部分打开了再比：同样的内容每次封出来都不一样。
 */
function differentGoods(k: Kernel, existing: OrderRecord, wanted: OrderRecord): 'custom' | 'subject' | 'pid' | undefined {
  if (existing.pid !== wanted.pid) return 'pid';
  const said = ({ _id, intent }: OrderRecord): string => canonicalJson(openSealed(k, _id, 'intent', intent?.custom ?? {}));
  if (existing.intent && wanted.intent) return said(existing) === said(wanted) ? undefined : 'custom';
  if (existing.intent || wanted.intent) return undefined;
  if (canonicalJson(openCustom(k, existing)) !== canonicalJson(openCustom(k, wanted))) return 'custom';
  return existing.subject === wanted.subject ? undefined : 'subject';
}

/** 单号已存在时，这次请求必须与首次说的是同一件事。 */
export function checkSameIntent(k: Kernel, existing: OrderRecord, wanted: OrderRecord): void {
  if (existing.user_id !== wanted.user_id) throw PayError.param([{ field: 'data.out_trade_no', problem: '不可用，请换一个单号' }]);
  if (existing.status === 'SUCCESS' || existing.status === 'REFUND' || existing.status === 'REVIEW') throw new PayError('ORDER_PAID');
  if (existing.type !== wanted.type) throw PayError.param([{ field: 'data.type', problem: '与首次下单不同' }]);
  if (existing.total_fee !== wanted.total_fee) throw PayError.param([{ field: 'data.total_fee', problem: '与首次下单不同' }]);
  if (existing.pay_type !== wanted.pay_type)
    throw PayError.param([{ field: 'provider', problem: '该订单已用其它方式下单，请先关闭再换新单号' }]);
  const shared = existing.profit_sharing === wanted.profit_sharing ? undefined : 'profit_sharing';
  const different = shared ?? differenceAtRest(existing, wanted) ?? differentGoods(k, existing, wanted);
  if (different) throw PayError.param([{ field: `data.${different}`, problem: '与首次下单不同' }]);
  if (existing.status === 'CLOSED') throw PayError.param([{ field: 'data.out_trade_no', problem: '订单已关闭，请重新下单' }]);
}
