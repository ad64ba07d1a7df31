/**
 * 柜台收款：落库（NOTPAY）→ 把付款码交给网关，只交一次 → 查询说了算。
 * 单号决定一切：同一个单号只有写下订单的那一次去收，再来的只看结果，所以扫两下、答复丢了都不会收两次。
 * 付款码不存、不记；因此倒在中间也不会有人替它再收一次，到时间查清楚、没付的撤销。
 */
import type { InferOutput } from 'valibot';
import { counterOf, providerOfCode } from '../../../../../../common/contract/channels';
import { chargeSchema, merchantChargeSchema } from '../../../../../../common/contract/counter/params';
import type { Kernel } from '../kernel/kernel';
import { PayError, toPayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { talk } from '../ledger/talk';
import { requireAccount } from '../orders/account';
import { aboutOrder } from '../orders/conversation';
import { buildOrder, decideMerchant, decidePrice, type Intent } from '../orders/intent';
import { requireType } from '../orders/price';
import type { OrderRecord } from '../orders/record';
import { askGateway, FIRST_QUERY_MS, refresh } from '../orders/refresh';
import { settle } from '../orders/settle';
import { ordersOf } from '../orders/store';
import type { ChargeRequest, TradeFacts } from '../providers/provider';
import { pursue } from './pursue';
import { viewCharge, type Charged } from './view';

const COUNTER = 'codepay';
type ChargeWish = InferOutput<typeof chargeSchema>;

/** 同一个单号说的必须是同一笔。@throws PayError PARAM */
function requireSame(existing: OrderRecord, wanted: OrderRecord): void {
  const differs = (['pay_type', 'pid', 'type', 'total_fee', 'user_id'] as const).some((key) => existing[key] !== wanted[key]);
  if (differs) throw PayError.param([{ field: 'out_trade_no', problem: '已用于另一笔，请换一个单号' }]);
}

/** 网关受理了：NOTPAY → PROCESSING。抢不到说明别的路已经推进，更好。 */
async function accepted(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  const set = { next_query_date: k.now() + FIRST_QUERY_MS, query_attempts: 0 };
  const move = { to: 'PROCESSING', reason: 'gateway_accepted', source: 'create' } as const;
  return (await ordersOf(k).write(order, { set }, move)) ?? ordersOf(k).require(order._id);
}

/**
 * 网关当场不收：查过确实没有这一笔（或没付）才算。没付而留着一笔的（密码错了几次……）仍可能付成，尽快撤销它。
 */
async function refused(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  let facts: TradeFacts;
  try {
    facts = await askGateway(k, order);
  } catch {
    // 已留痕；问不到就是不知道，到时间再查、再撤销。
    return order;
  }
  if (facts.state === 'NOT_EXIST')
    return (await settle(k, order, { out_trade_no: order.out_trade_no, state: 'CLOSED' }, { source: 'close', unconfirmed: true })).order;
  const known = (await settle(k, order, facts, { source: 'query' })).order;
  const soon = k.now() + (counterOf(known.provider, known.platform)?.reverseAfterMs ?? 0);
  if (facts.state !== 'NOTPAY' || soon >= known.expire_date) return known;
  const hurried = await ordersOf(k).write(known, { set: { expire_date: soon, next_query_date: soon } });
  return pursue(k, hurried ?? (await ordersOf(k).require(order._id)));
}

/**
 * chargeByCode。调用方必须已核验员工身份。付款码不在任何错误与日志里。
 * @throws PayError 40001 点名字段（不认识的付款码、没有开通、单号用过） · 40003
 */
export function chargeByCode(k: Kernel, input: unknown, operator: string): Promise<Charged> {
  return charge(k, requireParams(chargeSchema, input), operator);
}

/** 商户自己的云函数收：单号、标题、类型照它自己的写法。@throws PayError 同 chargeByCode */
export function chargeForMerchant(k: Kernel, input: unknown, operator: string): Promise<Charged> {
  return charge(k, requireParams(merchantChargeSchema, input), operator);
}

async function charge(k: Kernel, { auth_code, user_id = '', pid, ...wish }: ChargeWish, operator: string): Promise<Charged> {
  const provider = providerOfCode(auth_code);
  if (!provider) throw PayError.param([{ field: 'auth_code', problem: '不是微信或支付宝的付款码' }]);
  const counter = counterOf(provider, COUNTER);
  if (!counter) throw PayError.param([{ field: 'auth_code', problem: '这个渠道不能用付款码' }]);
  // 自己定价的订单类型照它的价；没有定价的，金额由员工说。
  const trusted = requireType(k, wish.type, 'type').price === undefined;
  const intent: Intent = { provider, platform: COUNTER, data: { ...wish, ...(pid === undefined ? {} : { pid }) } };
  const buyer = { user_id, trusted };
  const quote = await decidePrice(k, intent, buyer);
  if (quote.total_fee === 0) throw PayError.param([{ field: 'total_fee', problem: '免费的不用付款码' }]);
  const account = await requireAccount(k, provider, COUNTER, decideMerchant(intent, quote, buyer));
  const built = await buildOrder(k, intent, account, buyer, { quote, openid: undefined });
  const order: OrderRecord = {
    ...built,
    expire_date: k.now() + counter.giveUpMs,
    history: built.history.map((entry) => ({ ...entry, operator })),
  };
  const request: ChargeRequest = {
    out_trade_no: order.out_trade_no,
    total_fee: order.total_fee,
    subject: order.subject,
    expireAt: order.expire_date,
    authCode: auth_code,
    ...(order.fapiao ? { fapiao: true } : {}),
    ...(order.profit_sharing ? { sharing: true } : {}),
    ...(order.client_ip ? { clientIp: order.client_ip } : {}),
  };
  k.provider(provider).checkCreate(account, request);
  if (!(await ordersOf(k).add(order))) {
    const existing = await ordersOf(k).require(order._id);
    requireSame(existing, order);
    return viewCharge(k, await pursue(k, existing));
  }
  let facts: TradeFacts;
  try {
    facts = await talk(
      k,
      aboutOrder('charge', order),
      (channel, payee) => {
        if (!channel.charge) throw new PayError('PARAM', { detail: `${channel.name} 不能用付款码` });
        return channel.charge(payee, request);
      },
      ({ state, gatewayState }) => gatewayState ?? state,
    );
  } catch (thrown) {
    const error = toPayError(thrown, 'unknown');
    // 没有可信的答复：可能已经付了，也可能正在输密码；等着查。
    if (error.outcome === 'unknown') return viewCharge(k, order);
    return { ...viewCharge(k, await refused(k, order)), refusal: { code: error.code, msg: error.message } };
  }
  const waiting = await accepted(k, order);
  // 「付成了」也要查过才算：查询与通知说的是同一种话，核对也是同一套。
  return viewCharge(k, facts.state === 'NOTPAY' ? waiting : (await refresh(k, waiting)).order);
}
