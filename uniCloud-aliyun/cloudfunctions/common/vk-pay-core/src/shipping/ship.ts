/**
 * 录发货信息：业务办完、付款满一分钟之后。先看一眼那边怎么说（也从那里得知付款人是谁，我们不存），等着发才录；
 * 录好了等放款，到时间再看。每一步之前先占住这张订单一会儿：两个实例不会同时录，倒下的过一会儿由别人接着看。
 * 失败策略：说不清的照节奏再看；内容不对的告警，一天再试一次（改好了、或在后台手工录了，就接得上）。
 */
import type { Presale, Shipment, ShippingState } from '../../../../../../common/contract/payments/shipping';
import { DAY_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import { PayError, toPayError } from '../kernel/pay-error';
import { contend, LostRace } from '../ledger/conflict';
import { retryDelay } from '../ledger/retry';
import { talk } from '../ledger/talk';
import { aboutOrder } from '../orders/conversation';
import { paidOrder } from '../orders/fulfil';
import type { OrderRecord } from '../orders/record';
import { ordersOf } from '../orders/store';
import { shippingOf } from '../order-types/shipping';
import { runTimed } from '../order-types/timed';
import { loginOf } from '../payers/login';
import type { Account, Provider } from '../providers/provider';
import type { ShippingCapability, ShippingFacts } from '../providers/shipping';
import { accessToken } from '../tokens/access-token';
import { isManaged } from './managed';

const HOUR_MS = 3_600_000;
const AFTER_PAYMENT_MS = 60_000;
/** 比一次往来的时限长得多。 */
const HELD_MS = 5 * 60_000;
/** 商户说还没有发：过这么久再问 */
const NOT_YET_MS = HOUR_MS;
/** 四十八小时没有发，渠道就来催：之前告警 */
const LATE_MS = 36 * HOUR_MS;
/** 预售在报备的期限之前多久告警 */
const BEFORE_PRESALE_MS = DAY_MS;
/** 快递十天、其余两天放款；多等一天 */
const settlesAfter = (way: Shipment['way'] | undefined): number => (way === 'express' ? 11 : 3) * DAY_MS;

const PASSING: ReadonlySet<PayError['kind']> = new Set<PayError['kind']>(['BUSY', 'RATE_LIMIT', 'NETWORK']);

/** 一次做完之后订单上写什么。 */
type Step = Omit<ShippingState, 'attempts'> & { readonly attempts?: number };

/** 开放接口的凭据；被说失效了，换一个再来一次。 */
async function withToken<Result>(k: Kernel, account: Account, work: (token: string) => Promise<Result>): Promise<Result> {
  const login = loginOf(k, account);
  if (!login) throw new PayError('CERTIFICATE', { detail: `${account.provider}.${account.platform} 没有填 secret，录不了发货信息` });
  const { token } = await accessToken(k, account, login);
  try {
    return await work(token);
  } catch (error) {
    if (!(error instanceof PayError) || (error.gatewayCode !== '40001' && error.gatewayCode !== '42001')) throw error;
    return work((await accessToken(k, account, login, token)).token);
  }
}

/** 那边怎么说；不归它管的是 NOT_NEEDED。 */
type Seen = Pick<ShippingFacts, 'disputed'> & { readonly state: ShippingFacts['state'] | 'NOT_NEEDED' | 'PRESALE' };

/** 在每一次往来上：渠道、账号、凭据。 */
function speak(
  k: Kernel,
  order: OrderRecord,
  work: (shipping: ShippingCapability<Account>, account: Account, token: string) => Promise<Seen>,
): Promise<Seen> {
  return talk(
    k,
    aboutOrder('ship', order),
    async ({ shipping }: Provider, account) => {
      if (!shipping) throw new PayError('SYSTEM', { detail: `${order.provider} 没有发货信息` });
      return withToken(k, account, (token) => work(shipping, account, token));
    },
    ({ state }) => state,
  );
}

/** 员工说的，或订单类型说怎样发的货；还没有发的返回 undefined。@throws 商户写的处理自己抛的 */
async function shipmentOf(k: Kernel, order: OrderRecord, { given, presale_until }: ShippingState): Promise<Shipment | Presale | undefined> {
  if (given) return given;
  const declared = shippingOf(k.types.get(order.type), order.provider);
  // 员工报了预售，订单类型没有说怎样发：等员工来录
  if (declared === undefined && presale_until !== undefined) return undefined;
  if (declared === undefined) throw new PayError('SYSTEM', { detail: `订单类型 ${order.type} 没有说怎样发货` });
  if (typeof declared === 'string') return { way: declared };
  const until = k.now() + HELD_MS;
  return runTimed(k, { db: undefined, until }, (dao) => declared(paidOrder(k, order), { dao, now: k.now() }));
}

const tradeOf = ({ transaction_id = '', out_trade_no, subject }: OrderRecord) => ({ transaction_id, out_trade_no, subject });

const keptPresale = ({ presale_until }: ShippingState): Pick<ShippingState, 'presale_until'> =>
  presale_until === undefined ? {} : { presale_until };

async function upload(k: Kernel, order: OrderRecord, state: ShippingState): Promise<Step> {
  const shipment = await shipmentOf(k, order, state);
  const attempts = state.attempts + 1;
  const later = k.now() + retryDelay('shipping', state.attempts);
  const { state: seen } = await speak(k, order, async (shipping, account, token) => {
    if (!(await isManaged(k, shipping, account, token))) return { state: 'NOT_NEEDED' };
    const facts = await shipping.look(account, token, tradeOf(order));
    if (facts.state !== 'WAIT' || !shipment) return facts;
    if (shipment.way === 'presale') {
      if (!shipping.postpone) throw new PayError('SYSTEM', { outcome: 'none', detail: '这里收的钱不能报备预售' });
      if (shipment.ship_by !== state.presale_until) await shipping.postpone(account, token, tradeOf(order), shipment.ship_by);
      return { state: 'PRESALE' };
    }
    if (facts.openid === undefined) throw new PayError('NETWORK', { outcome: 'unknown', detail: '发货信息的应答没有付款人' });
    return { state: await shipping.upload(account, token, tradeOf(order), facts.openid, shipment) };
  });
  switch (seen) {
    case 'NOT_NEEDED':
      return { status: 'NOT_NEEDED', next_date: 0 };
    case 'RETURNED':
      return { status: 'RETURNED', next_date: 0 };
    case 'SETTLED':
      return { status: 'SETTLED', next_date: 0, settled_date: k.now() };
    case 'SHIPPED': {
      const sent = shipment?.way === 'presale' ? undefined : shipment?.way;
      const done = { ...(sent ? { way: sent } : {}), shipped_date: k.now() };
      return { status: 'SHIPPED', ...done, next_date: dueFor(k, order, done) };
    }
    case 'PRESALE': {
      const presale_until = shipment?.way === 'presale' ? shipment.ship_by : 0;
      return { status: 'WAIT', presale_until, next_date: k.now() + NOT_YET_MS };
    }
    case 'WAIT':
      return { ...keptPresale(state), status: 'WAIT', problem: '业务还没有说怎样发的货', next_date: k.now() + NOT_YET_MS };
    default:
      return { ...keptPresale(state), status: 'WAIT', problem: '微信那边还没有这一笔', attempts, next_date: later };
  }
}

/** 录好了之后，什么时候还没有放款就要人看，毫秒 */
const dueFor = (k: Kernel, { provider }: OrderRecord, { way, shipped_date = 0 }: Pick<ShippingState, 'way' | 'shipped_date'>): number =>
  shipped_date + (k.provider(provider).shipping?.settlesWithinMs ?? settlesAfter(way));

/** 录好了，在等放款，此刻没有人正在看。 */
export const isWaitingForMoney = (k: Kernel, { status, shipping }: OrderRecord): boolean =>
  status === 'SUCCESS' && shipping?.status === 'SHIPPED' && !(shipping.working && shipping.next_date > k.now());

/** 录好了的：到了该放款的时候、或听说放了款，看一眼。 */
async function followUp(k: Kernel, order: OrderRecord, state: ShippingState): Promise<Step> {
  const { state: seen, disputed } = await speak(k, order, (shipping, account, token) => shipping.look(account, token, tradeOf(order)));
  if (seen === 'SETTLED') return { ...state, status: 'SETTLED', next_date: 0, settled_date: k.now() };
  if (seen === 'RETURNED') return { ...state, status: 'RETURNED', next_date: 0 };
  // 听说放了款而提前来看的，不算迟
  const due = dueFor(k, order, state);
  if (k.now() < due) return { ...state, next_date: due };
  await k.journal.alert({
    kind: 'money-frozen',
    level: 'warning',
    out_trade_no: order.out_trade_no,
    fact: order._id,
    message: `录了发货信息，过了放款的时间钱还冻着${disputed ? '：有争议' : ''}`,
  });
  return { ...state, next_date: k.now() + DAY_MS };
}

/** 内容不对、没有填全、不让录：改好之前再试也没用。商户的处理自己抛的、忙、没有答复，再试有用。 */
const isHopeless = (thrown: unknown): boolean => thrown instanceof PayError && thrown.outcome === 'none' && !PASSING.has(thrown.kind);

function afterFailure(k: Kernel, state: ShippingState, error: PayError, hopeless: boolean): Step {
  const wait = hopeless ? DAY_MS : retryDelay('shipping', state.attempts);
  return { ...state, problem: error.detail ?? error.message, attempts: state.attempts + 1, next_date: k.now() + wait };
}

async function attempt(k: Kernel, order: OrderRecord, state: ShippingState): Promise<{ step: Step; error?: PayError }> {
  try {
    return { step: await (state.status === 'WAIT' ? upload : followUp)(k, order, state) };
  } catch (thrown) {
    const error = toPayError(thrown);
    const hopeless = isHopeless(thrown);
    // 往来上的失败已经记过；这是商户的处理自己抛的
    if (!(thrown instanceof PayError)) k.journal.error(error, { type: 'ship', out_trade_no: order.out_trade_no });
    if (hopeless)
      await k.journal.alert({
        kind: 'shipping-refused',
        level: 'critical',
        out_trade_no: order.out_trade_no,
        fact: `${order._id} ${error.gatewayCode ?? error.kind}`,
        message: `发货信息录不了，钱不会放：${error.detail ?? error.message}`,
      });
    return { step: afterFailure(k, state, error, hopeless), error };
  }
}

async function warnIfLate(k: Kernel, order: OrderRecord, step: Step): Promise<void> {
  const due = step.presale_until === undefined ? paidAt(order) + LATE_MS : step.presale_until - BEFORE_PRESALE_MS;
  if (step.status !== 'WAIT' || k.now() < due) return;
  await k.journal.alert({
    kind: 'shipping-late',
    level: 'critical',
    out_trade_no: order.out_trade_no,
    fact: step.presale_until === undefined ? order._id : `${order._id} ${step.presale_until}`,
    message:
      step.presale_until === undefined
        ? `付款 36 小时还没有录发货信息，48 小时之后微信会催：${step.problem ?? ''}`
        : `预售快到报备的期限，还没有录发货信息：${step.problem ?? ''}`,
  });
}

const paidAt = ({ pay_date, update_date }: OrderRecord): number => pay_date ?? update_date;

/**
 * 这张订单的下一步。
 * @returns 有变化
 * @throws PayError 没有录成：已经排了下一次
 */
export async function ship(k: Kernel, order: OrderRecord): Promise<boolean> {
  const orders = ordersOf(k);
  const state = order.shipping;
  if (state === undefined) return false;
  const earliest = paidAt(order) + AFTER_PAYMENT_MS;
  const held = k.now() < earliest ? earliest : k.now() + HELD_MS;
  // 没抢到：别人正在做，或这一行刚被改动，下一次再来
  const early = held === earliest;
  const mine = await orders.write(order, { set: { shipping: { ...state, next_date: held, ...(early ? {} : { working: true }) } } });
  if (!mine || early) return mine !== undefined;
  const { step, error } = await attempt(k, mine, state);
  // 没有录成的，员工说的话留着再试；录好了只留是谁
  const isSaid =
    state.given !== undefined && step.status === 'WAIT' && !(state.given.way === 'presale' && step.presale_until === state.given.ship_by);
  const said = { ...(isSaid ? { given: state.given } : {}), ...(state.by ? { by: state.by } : {}) };
  const { given: _said, working: _done, ...rest } = step;
  const after = { ...rest, ...said, attempts: step.attempts ?? state.attempts };
  await warnIfLate(k, mine, step);
  await contend(k, async (again) => {
    const current = again === 0 ? mine : ((await orders.find(mine.out_trade_no)) ?? mine);
    // 占过了头，别人接了手
    if (current.shipping?.next_date !== held) return;
    if (!(await orders.write(current, { set: { shipping: after } }))) throw new LostRace();
  });
  if (error) throw error;
  return true;
}
