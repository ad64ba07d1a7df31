/**
 * 下单：检查 → 定价 → 落库（NOTPAY）→ 请求网关 → PROCESSING → 返回唤起参数。
 * 先落库再请求网关：请求之后无论发生什么，订单都在，定时任务会去求证。
 * 同号重复调用是幂等的：未付返回新的唤起参数，已付 40006，金额或主人不同 40001（不变量 I6、I13）。
 */
import { counterOf, isStandIn, manifestOf, supportsPlatform, type Platform } from '../../../../../../common/contract/channels';
import { createPaymentSchema, merchantCreateSchema } from '../../../../../../common/contract/payments/create-params';
import type { ErrorName } from '../../../../../../common/contract/errors';
import { providerFeature } from '../../../../../../common/contract/release/release';
import type { CreatePaymentAnswer } from '../../../../../../common/contract/payments/create';
import { DEFAULT_PID } from '../config/config';
import type { Kernel } from '../kernel/kernel';
import { PayError, toPayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { contend, LostRace } from '../ledger/conflict';
import { talk } from '../ledger/talk';
import type { Quote } from '../order-types/payment-type';
import { findOpenid, requireLoggedIn } from '../payers/openid';
import type { CreateRequest, CreateResult } from '../providers/provider';
import { releasesOf, type Releases } from '../release/releases';
import { requireAccount } from './account';
import { aboutOrder } from './conversation';
import { buildOrder, checkOther, checkSameIntent, decideMerchant, decidePrice, requireListed, type Buyer, type Intent } from './intent';
import { choosePlatform, providerFor } from './platform';
import { renderPngQrcode, renderQrcode } from './qrcode';
import type { OrderRecord } from './record';
import { FIRST_QUERY_MS, isOpen, refresh } from './refresh';
import { ordersOf } from './store';

type Created = Omit<CreatePaymentAnswer, 'code' | 'msg' | 'requestId'>;

/** 新订单，或同号的那一张：核对是同一件事，并记下「又请求了一次」——关单据此判断请求是否可能仍在路上。 */
async function placeOrder(k: Kernel, wanted: OrderRecord): Promise<OrderRecord> {
  const orders = ordersOf(k);
  if (await orders.add(wanted)) return wanted;
  return contend(k, async () => {
    const existing = await orders.require(wanted._id);
    checkSameIntent(k, existing, wanted);
    if (existing.cancel?.status === 'ASKED') throw new PayError('BUSY', { detail: '正在撤销' });
    if (existing.expire_date <= k.now()) throw PayError.param([{ field: 'data.out_trade_no', problem: '订单已过期，请重新下单' }]);
    const marked = await orders.write(existing, { set: { requested_date: k.now() } });
    if (!marked) throw new LostRace();
    return marked;
  });
}

/** 订单里没有存下来的（payers/at-rest）取自这一次的入参；与首次不同的已被拒绝。 */
function gatewayRequest(order: OrderRecord, { data }: Intent, { goods }: Quote, openid: string | undefined): CreateRequest {
  return {
    out_trade_no: order.out_trade_no,
    total_fee: order.total_fee,
    subject: order.subject,
    expireAt: order.expire_date,
    ...(openid ? { openid } : {}),
    ...(order.client_ip ? { clientIp: order.client_ip } : {}),
    ...(order.fapiao ? { fapiao: true } : {}),
    ...(order.profit_sharing ? { sharing: true } : {}),
    ...(data.return_url ? { returnUrl: data.return_url } : {}),
    ...(goods ? { goods: { quantity: 1, ...goods } } : {}),
    ...(data.other ? { other: data.other } : {}),
  };
}

/** 不是付款人能改的：商户的配置、权限或账号有问题，得有人去看。 */
const MERCHANT_PROBLEMS: ReadonlySet<ErrorName> = new Set<ErrorName>(['PERMISSION', 'CERTIFICATE', 'SIGNATURE', 'SYSTEM']);

/** 网关拒绝之后：它说这张单已付、已关的，查清楚再告诉付款人；它对商户有意见的，告警。 */
async function followRefusal(k: Kernel, order: OrderRecord, error: PayError): Promise<never> {
  if (error.kind === 'ORDER_PAID' || error.gatewaySays === 'closed') {
    // 这只是线索，查单、结算之后才算数。
    const { order: latest } = await refresh(k, order);
    if (latest.status === 'CLOSED') throw PayError.param([{ field: 'data.out_trade_no', problem: '订单已关闭，请重新下单' }]);
    if (!isOpen(latest)) throw new PayError('ORDER_PAID');
  } else if (MERCHANT_PROBLEMS.has(error.kind) && error.gatewayCode !== undefined) {
    await k.journal.alert({
      kind: 'merchant-refused',
      level: 'critical',
      fact: `${order.provider} ${order.platform} ${order.pid} ${error.gatewayCode}`,
      message: `${order.provider}.${order.platform} 下单被网关拒绝：${error.gatewayCode}（${error.detail ?? ''}）`,
      figures: { provider: order.provider, platform: order.platform, gateway_code: error.gatewayCode },
    });
  }
  throw error;
}

async function requestGateway(k: Kernel, order: OrderRecord, request: CreateRequest): Promise<CreateResult> {
  let result: CreateResult;
  try {
    result = await talk(
      k,
      aboutOrder('create', order),
      (provider, account) => provider.create(account, request),
      () => order.pay_type,
    );
  } catch (thrown) {
    return followRefusal(k, order, toPayError(thrown));
  }
  // 网关受理了：NOTPAY → PROCESSING。抢不到说明回调已经到了，更好。
  if (order.status === 'NOTPAY') {
    const set = { next_query_date: k.now() + FIRST_QUERY_MS, query_attempts: 0 };
    await ordersOf(k).write(order, { set }, { to: 'PROCESSING', reason: 'gateway_accepted', source: 'create' });
  }
  return result;
}

const created = (k: Kernel, order: OrderRecord): Omit<Created, 'orderInfo' | 'needQRcode'> => ({
  out_trade_no: order.out_trade_no,
  provider: order.provider,
  platform: order.platform,
  pay_type: order.pay_type,
  total_fee: order.total_fee,
  subject: order.subject,
  expire_date: order.expire_date,
  server_date: k.now(),
});

/** 免费订单：写下来就到账，当场办业务；倒在中间的由定时任务接着。@throws PayError PARAM 同一笔业务已经办过 */
async function giveFree(k: Kernel, placed: OrderRecord): Promise<Created> {
  const { order } = await refresh(k, placed);
  if (order.status === 'CLOSED') throw PayError.param([{ field: 'data.custom', problem: '这笔业务已经办过了' }]);
  return { ...created(k, order), orderInfo: {}, needQRcode: false, free: true };
}

/** 灰度开到一半时同号再来：照这张单第一次走的那一边，否则接着付的人会被当作换了方式。 */
async function platformOf(k: Kernel, intent: Intent, buyer: Buyer, releases: Releases): Promise<Platform> {
  const { isPC, needQRcode, provider, data } = intent;
  const wish = {
    ...(intent.platform ? { platform: intent.platform } : {}),
    ...(isPC === undefined ? {} : { isPC }),
    needQRcode: Boolean(needQRcode),
    ...(buyer.alipayAppPayToH5Pay === undefined ? {} : { alipayAppPayToH5Pay: buyer.alipayAppPayToH5Pay }),
  };
  const chosen = choosePlatform(k, provider, wish, { releases, user_id: buyer.user_id || undefined });
  const moving = intent.platform === undefined && provider === 'alipay' && (chosen === 'h5' || chosen === 'page');
  if (!moving || data.out_trade_no === undefined || !releases.isPartial('alipay_desktop_page')) return chosen;
  const placed = await ordersOf(k).find(data.out_trade_no);
  return placed?.provider === 'alipay' && (placed.platform === 'h5' || placed.platform === 'page') ? placed.platform : chosen;
}

async function place(k: Kernel, said: Intent, buyer: Buyer): Promise<Created> {
  requireListed(k, buyer.user_id);
  // 多半在手上；要读的时候与灰度一起读，不多一次先后。
  const known = k.merchant(said.data.pid ?? DEFAULT_PID);
  known.catch(() => undefined);
  const releases = await releasesOf(k);
  const platform = await platformOf(k, said, buyer, releases);
  const intent: Intent = { ...said, provider: providerFor(k.types.get(said.data.type), said.provider, platform, buyer.trusted) };
  if (!releases.isOn(providerFeature(intent.provider), buyer.user_id || undefined))
    throw PayError.param([{ field: 'provider', problem: '这种支付方式还没有开放' }]);
  if (!supportsPlatform(intent.provider, platform))
    throw PayError.param([{ field: 'provider', problem: `${intent.provider} 不能在 ${platform} 上使用` }]);
  // 付款码由员工在柜台上收（counter/charge），付款人自己下不了。
  if (counterOf(intent.provider, platform)) throw PayError.param([{ field: 'platform', problem: '付款码只能由员工在柜台上收' }]);
  const provider = k.provider(intent.provider);
  if (intent.data.out_trade_no?.includes('-') && !manifestOf(intent.provider).hyphens)
    throw PayError.param([{ field: 'data.out_trade_no', problem: '这个渠道的单号里不能有连字符' }]);
  checkOther(provider, intent.data.other, buyer.trusted);
  const quote = await decidePrice(k, intent, buyer);
  const pid = decideMerchant(intent, quote, buyer);
  const variant = buyer.user_id ? releases.variantOf(buyer.user_id) : undefined;
  if (quote.total_fee === 0) {
    // 没有要付的钱：不要账号，不问付款人是谁，也不问网关。
    const nobody = { provider: intent.provider, platform, pid, mchid: '', appid: '' };
    const free = await buildOrder(k, intent, nobody, buyer, { quote, openid: undefined });
    return giveFree(k, await placeOrder(k, { ...free, ...(variant ? { variant } : {}) }));
  }
  const account = await requireAccount(k, intent.provider, platform, pid);

  const openid = isStandIn(account.provider)
    ? await requireLoggedIn(k, buyer.user_id, account, intent.data.openid)
    : (intent.data.openid ?? (await findOpenid(k, buyer.user_id, account)));
  const wanted = { ...(await buildOrder(k, intent, account, buyer, { quote, openid })), ...(variant ? { variant } : {}) };
  provider.checkCreate(account, gatewayRequest(wanted, intent, quote, openid));
  const order = await placeOrder(k, wanted);
  const result = await requestGateway(k, order, gatewayRequest(order, intent, quote, openid));
  return {
    ...created(k, order),
    orderInfo: result.orderInfo,
    needQRcode: result.qrcodeText !== undefined,
    ...(result.qrcodeText === undefined
      ? {}
      : { qrcodeImage: (intent.needQRcode === 'image' ? renderPngQrcode : renderQrcode)(result.qrcodeText) }),
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
  const { nickname, order_no } = intent.data;
  const { APPID: appid, PLATFORM: platform, DEVICEID: device_id } = k.context;
  const told = Object.entries({ nickname, appid, platform, device_id, order_no }).filter(
    ([, value]) => typeof value === 'string' && value !== '',
  );
  const { alipayAppPayToH5Pay } = intent;
  return place(k, intent, {
    user_id: intent.data.user_id ?? '',
    trusted: true,
    ...(told.length > 0 ? { caller: Object.fromEntries(told.map(([key, value]) => [key, String(value).slice(0, 64)])) } : {}),
    ...(alipayAppPayToH5Pay === undefined ? {} : { alipayAppPayToH5Pay }),
  });
}
