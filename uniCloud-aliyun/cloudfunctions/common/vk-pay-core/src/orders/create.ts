/**
 * 下单：检查 → 定价 → 落库（NOTPAY）→ 请求网关 → PROCESSING → 返回唤起参数。
 * 先落库再请求网关：请求之后无论发生什么，订单都在，定时任务会去求证。
 * 同号重复调用是幂等的：未付返回新的唤起参数，已付 40006，金额或主人不同 40001（不变量 I6、I13）。
 */
import { supportsPlatform } from '../../../../../../common/contract/channels';
import { createPaymentSchema, merchantCreateSchema } from '../../../../../../common/contract/params';
import type * as v from 'valibot';
import type { CreatePaymentAnswer } from '../../../../../../common/contract/services';
import { PayError, toPayError } from '../kernel/pay-error';
import type { Kernel } from '../kernel/kernel';
import type { Account, CreateRequest, CreateResult, Provider } from '../providers/provider';
import { DEFAULT_PID } from '../config/config';
import { payerHash } from '../payers/payer-hash';
import { findOpenid } from '../payers/store';
import type { OrderRecord } from './record';
import { requireParams } from '../kernel/validate';
import { fulfil } from './fulfil';
import type { Quote } from '../order-types/payment-type';
import { checkFee, quotePrice, requireType } from './price';
import { choosePlatform } from './platform';
import { renderQrcode } from './qrcode';
import { FIRST_QUERY_MS, isOpen, refresh } from './refresh';
import { transit } from './settle';

type Intent = v.InferOutput<typeof createPaymentSchema>;
type Created = Omit<CreatePaymentAnswer, 'code' | 'msg' | 'requestId'>;

/** 谁在下单：付款人（价格由服务端定），或商户自己的云函数（它说的金额就是定价）。 */
interface Buyer {
  readonly user_id: string;
  readonly trusted: boolean;
  /** App 里的支付宝改走手机网页（vk-uni-pay 的 alipayAppPayToH5Pay） */
  readonly alipayAppPayToH5Pay?: boolean;
}

/** 开发与测试环境可以只让名单里的用户付款（vk-uni-pay 的 userWhitelist）；名单为空或在生产环境时不限。 */
function requireListed(k: Kernel, user_id: string): void {
  const { userWhitelist, settings } = k.config;
  if (settings.environment !== 'production' && userWhitelist.length > 0 && !userWhitelist.includes(user_id))
    throw new PayError('PERMISSION', { detail: '不在 userWhitelist 里' });
}

/** 渠道原生字段只放行白名单；想借 `other` 改通知地址、商户号、金额的一律拒绝。 */
function checkOther(provider: Provider, other: Readonly<Record<string, unknown>> | undefined, trusted: boolean): void {
  const allowed = trusted ? [...provider.payerFields, ...provider.merchantFields] : provider.payerFields;
  const problems = Object.keys(other ?? {})
    .filter((key) => !allowed.includes(key))
    .map((key) => ({ field: `data.other.${key}`, problem: '不允许透传' }));
  if (problems.length > 0) throw PayError.param(problems);
}

function expiryOf(k: Kernel, account: Account, requested: number | undefined): number {
  const longest = k.provider(account.provider).longestPayMs?.[account.platform] ?? Infinity;
  const latest = k.now() + Math.min(k.config.settings.orderExpireMinutes * 60_000, longest);
  if (requested === undefined) return latest;
  if (requested < k.now() + 60_000) throw PayError.param([{ field: 'data.time_expire', problem: '至少要晚于现在一分钟' }]);
  return Math.min(requested, latest);
}

/** 付款人下单由服务端定价；商户的云函数自己说了金额与标题的，就按它说的。 */
async function decidePrice(k: Kernel, { data }: Intent, { user_id, trusted }: Buyer): Promise<Quote> {
  const type = requireType(k, data.type);
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

async function buildOrder(k: Kernel, intent: Intent, account: Account, buyer: Buyer, openid: string | undefined): Promise<OrderRecord> {
  const { data } = intent;
  const { user_id } = buyer;
  const quote = await decidePrice(k, intent, buyer);
  const at = k.now();
  const out_trade_no = data.out_trade_no ?? k.ids.outTradeNo(at);
  return {
    _id: out_trade_no,
    out_trade_no,
    provider: account.provider,
    platform: account.platform,
    pay_type: `${account.provider}_${account.platform}`,
    pid: account.pid,
    mchid: account.mchid,
    appid: account.appid,
    user_id,
    type: data.type,
    subject: quote.subject,
    total_fee: quote.total_fee,
    refund_fee: 0,
    refunding_fee: 0,
    status: 'NOTPAY',
    custom: quote.custom,
    ...(data.other ? { other: data.other } : {}),
    ...(k.context.CLIENTIP ? { client_ip: k.context.CLIENTIP } : {}),
    ...(data.return_url ? { return_url: data.return_url } : {}),
    ...(openid ? { payer_hash: payerHash(out_trade_no, openid) } : {}),
    fulfil: { status: 'NONE', attempts: 0, next_date: 0 },
    history: [{ from: null, to: 'NOTPAY', reason: 'created', source: 'create', at, requestId: k.requestId }],
    version: 1,
    next_query_date: at + FIRST_QUERY_MS,
    query_attempts: 0,
    requested_date: at,
    expire_date: expiryOf(k, account, data.time_expire),
    create_date: at,
    update_date: at,
  };
}

/** 单号已存在时，这次请求必须与首次说的是同一件事。 */
function checkSameIntent(existing: OrderRecord, wanted: OrderRecord): void {
  if (existing.user_id !== wanted.user_id) throw PayError.param([{ field: 'data.out_trade_no', problem: '已被使用' }]);
  if (existing.status === 'SUCCESS' || existing.status === 'REFUND' || existing.status === 'REVIEW') throw new PayError('ORDER_PAID');
  if (existing.type !== wanted.type) throw PayError.param([{ field: 'data.type', problem: '与首次下单不同' }]);
  if (existing.total_fee !== wanted.total_fee) throw PayError.param([{ field: 'data.total_fee', problem: '与首次下单不同' }]);
  if (existing.pay_type !== wanted.pay_type)
    throw PayError.param([{ field: 'provider', problem: '该订单已用其它方式下单，请先关闭再换新单号' }]);
  if (existing.payer_hash !== wanted.payer_hash) throw PayError.param([{ field: 'data.openid', problem: '与首次下单不同' }]);
  if (existing.status === 'CLOSED') throw PayError.param([{ field: 'data.out_trade_no', problem: '订单已关闭，请重新下单' }]);
}

async function placeOrder(k: Kernel, wanted: OrderRecord): Promise<OrderRecord> {
  if (await k.orders.add(wanted)) return wanted;
  const existing = await k.orders.find(wanted._id);
  if (!existing) throw new PayError('BUSY');
  checkSameIntent(existing, wanted);
  if (existing.expire_date <= k.now()) throw PayError.param([{ field: 'data.out_trade_no', problem: '订单已过期，请重新下单' }]);
  // 请求可能仍在路上的判断以最近一次为准；被抢先说明别人也在推进，重读即可。
  const marked = await k.orders.swap(existing, { requested_date: k.now(), update_date: k.now() });
  return marked ?? (await k.orders.find(existing._id)) ?? existing;
}

function gatewayRequest(order: OrderRecord, openid: string | undefined): CreateRequest {
  return {
    out_trade_no: order.out_trade_no,
    total_fee: order.total_fee,
    subject: order.subject,
    expireAt: order.expire_date,
    ...(openid ? { openid } : {}),
    ...(order.client_ip ? { clientIp: order.client_ip } : {}),
    ...(order.return_url ? { returnUrl: order.return_url } : {}),
    ...(order.other ? { other: order.other } : {}),
  };
}

async function requestGateway(
  k: Kernel,
  order: OrderRecord,
  provider: Provider,
  account: Account,
  openid: string | undefined,
): Promise<CreateResult> {
  const startedAt = k.now();
  const about = {
    type: 'create',
    out_trade_no: order._id,
    provider: order.provider,
    amount: order.total_fee,
    user_id: order.user_id,
    startedAt,
  };
  try {
    const result = await provider.create(account, gatewayRequest(order, openid));
    // 日志与状态推进互不依赖，一起走，省一次往返。
    await Promise.all([k.logs.log({ ...about, status: 'SUCCESS' }), markAccepted(k, order)]);
    return result;
  } catch (thrown) {
    const error = toPayError(thrown);
    await Promise.all([k.logs.log({ ...about, status: 'ERROR', error }), k.logs.error(error, { type: 'create', out_trade_no: order._id })]);
    if (error.kind === 'ORDER_PAID') {
      // 网关说已支付：这只是线索，查单、结算、履约之后再告诉付款人。
      const { order: latest } = await refresh(k, order);
      await fulfil(k, latest);
    }
    throw error;
  }
}

/** 网关受理了：NOTPAY → PROCESSING。抢不到说明回调已经到了，更好。 */
async function markAccepted(k: Kernel, order: OrderRecord): Promise<void> {
  if (order.status !== 'NOTPAY') return;
  const at = k.now();
  await transit(k, order, 'PROCESSING', 'gateway_accepted', 'create', {
    update_date: at,
    next_query_date: at + FIRST_QUERY_MS,
    query_attempts: 0,
  });
}

async function place(k: Kernel, intent: Intent, buyer: Buyer): Promise<Created> {
  requireListed(k, buyer.user_id);
  const { isPC, needQRcode } = intent;
  const platform = choosePlatform(k, intent.provider, {
    ...(intent.platform ? { platform: intent.platform } : {}),
    ...(isPC === undefined ? {} : { isPC }),
    needQRcode: Boolean(needQRcode),
    ...(buyer.alipayAppPayToH5Pay === undefined ? {} : { alipayAppPayToH5Pay: buyer.alipayAppPayToH5Pay }),
  });
  if (!supportsPlatform(intent.provider, platform))
    throw PayError.param([{ field: 'provider', problem: `${intent.provider} 不能在 ${platform} 上使用` }]);
  const { pid = DEFAULT_PID } = intent.data;
  if (pid !== DEFAULT_PID) throw PayError.param([{ field: 'data.pid', problem: '没有这个商户' }]);
  const account = k.config.account(intent.provider, platform, pid);
  if (!account) throw PayError.param([{ field: 'provider', problem: `${intent.provider} 没有配置 ${platform} 的收款账号` }]);
  const provider = k.provider(intent.provider);
  checkOther(provider, intent.data.other, buyer.trusted);

  const openid = intent.data.openid ?? (await findOpenid(k.vk, buyer.user_id, intent.provider, platform));
  const order = await placeOrder(k, await buildOrder(k, intent, account, buyer, openid));
  if (!isOpen(order)) throw new PayError('ORDER_PAID');
  const result = await requestGateway(k, order, provider, account, openid);
  return {
    out_trade_no: order.out_trade_no,
    provider: order.provider,
    platform: order.platform,
    pay_type: order.pay_type,
    total_fee: order.total_fee,
    subject: order.subject,
    expire_date: order.expire_date,
    server_date: k.now(),
    orderInfo: result.orderInfo,
    needQRcode: result.qrcodeText !== undefined,
    ...(result.qrcodeText === undefined ? {} : { qrcodeImage: renderQrcode(result.qrcodeText) }),
  };
}

/**
 * createPayment：付款人经路由下单。
 * @param user_id 框架核验过的用户
 * @throws PayError 40001 点名字段 · 40006 已支付 · 40009 不在测试名单里 · 40004/40010 结果不明（同号重试即可）
 */
export async function createPayment(k: Kernel, input: unknown, user_id: string): Promise<Created> {
  return place(k, requireParams(createPaymentSchema, input), { user_id, trusted: false });
}

/**
 * 商户自己的云函数下单：金额与标题由它说了算；没说金额的仍由订单类型定价。
 * @throws PayError 同 createPayment
 */
export async function createMerchantPayment(k: Kernel, input: unknown): Promise<Created> {
  const intent = requireParams(merchantCreateSchema, input);
  const { alipayAppPayToH5Pay } = intent;
  return place(k, intent, {
    user_id: intent.data.user_id ?? '',
    trusted: true,
    ...(alipayAppPayToH5Pay === undefined ? {} : { alipayAppPayToH5Pay }),
  });
}
