/**
 * 退款：检查 → 占用金额（事务）→ 请求网关 → 结论或「不明」。
 * 结果不明时单号不变、金额继续占用，由查询（和定时任务）弄清楚；绝不因超时当作失败。
 * 没有退成的退款，从不答 code 0：同一个单号再来，没有受理过的再请求网关，受理后关闭的说清楚要换单号。
 */
import { manifestOf } from '../../../../../../common/contract/channels';
import { refundSchema } from '../../../../../../common/contract/refunds/params';
import type { RefundView } from '../../../../../../common/contract/refunds/refund-view';
import type { Kernel } from '../kernel/kernel';
import { newOutRefundNo } from '../kernel/numbers';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { contend, LostRace } from '../ledger/conflict';
import { conclusiveFrom, mustWait, nextSubmission, type Submission } from '../ledger/submission';
import { talk, type Conversation } from '../ledger/talk';
import type { OrderRecord } from '../orders/record';
import { ordersOf } from '../orders/store';
import { viewOrder } from '../orders/view';
import type { RefundFacts } from '../providers/provider';
import { isRefundOpen, type RefundRecord } from './record';
import { reserve, reserveAgain, type RefundWish } from './reserve';
import { keepRefundOpen, refuseRefund, settleRefund, type RefundSettlement } from './settle';
import { refundsOf } from './store';
import { refundListOf } from './listing/store';
import { viewRefundForStaff } from './view';

export interface RefundResult {
  readonly refund: RefundView;
  readonly order: ReturnType<typeof viewOrder>;
}

export function aboutRefund(type: Conversation['type'], refund: RefundRecord): Conversation {
  const { out_trade_no, provider, platform, pid, mchid, appid, user_id } = refund;
  return { type, out_trade_no, provider, platform, pid, mchid, appid, user_id, amount: refund.refund_fee };
}

/** 结果不明的拒绝只算没有听到。 */
const heardNothing = ({ outcome }: PayError): Parameters<typeof keepRefundOpen>[2] =>
  outcome === 'unknown' ? { to: 'UNKNOWN', reason: 'no_answer' } : undefined;

/** 一张一直被嫌太快的退款，排队最多排这么久；再被拒绝就是真的拒绝，毫秒。 */
const LONGEST_QUEUE_MS = 10 * 60_000;

/**
 * 网关拒绝，是不是因为离这张订单上一次退款太近：是的话什么时候再来（毫秒）。
 * 只看码与时间，不信网关的话里怎么说；真有别的原因，排到之后再拒绝一次就知道了。
 */
async function nextChance(k: Kernel, refund: RefundRecord, { gatewayCode = '' }: PayError): Promise<number | undefined> {
  const rule = manifestOf(refund.provider).refundSpacing;
  if (!rule?.refusedWith.includes(gatewayCode) || k.now() - refund.create_date > LONGEST_QUEUE_MS) return undefined;
  const others = (await refundListOf(k).listByOrder(refund.out_trade_no)).filter(({ _id }) => _id !== refund._id);
  const free = Math.max(0, ...others.map(({ update_date }) => update_date)) + rule.ms;
  return free > k.now() ? free + 1000 : undefined;
}

/** 去请求的一张：自己的是第几次；不该去的没有。 */
interface Submitting {
  readonly refund: RefundRecord;
  readonly order?: OrderRecord;
  readonly submission?: Submission;
}

/** 记下「这就以同一个单号再去请求」；已经有结论的不去。 */
function claimSubmission(k: Kernel, first: RefundRecord): Promise<Submitting> {
  const refunds = refundsOf(k);
  return contend(k, async (attempt) => {
    const refund = attempt === 0 ? first : ((await refunds.find(first._id)) ?? first);
    if (!isRefundOpen(refund)) return { refund };
    const { set, submission } = nextSubmission(k, refund);
    const written = await refunds.write(refund, { set });
    if (!written) throw new LostRace();
    return { refund: written, submission };
  });
}

/**
 * 请求网关退款（首次或以同一单号重发），并据答复推进。
 * @throws PayError 网关明确拒绝（占用已释放）
 */
async function submitRefund(k: Kernel, { refund, order, submission }: Submitting): Promise<RefundSettlement> {
  if (!submission) return { refund, ...(order ? { order } : {}) };
  const origin = { source: 'create', ...(order ? { order } : {}) } as const;
  let facts: RefundFacts;
  try {
    facts = await talk(
      k,
      aboutRefund('refund', refund),
      (provider, account) =>
        provider.refund(account, {
          out_trade_no: refund.out_trade_no,
          ...(refund.transaction_id ? { transaction_id: refund.transaction_id } : {}),
          out_refund_no: refund.out_refund_no,
          refund_fee: refund.refund_fee,
          total_fee: refund.total_fee,
          ...(refund.reason ? { reason: refund.reason } : {}),
          ...(refund.funds_account ? { funds_account: refund.funds_account } : {}),
        }),
      ({ state }) => state,
    );
  } catch (thrown) {
    if (!(thrown instanceof PayError)) throw thrown;
    const planned = await nextChance(k, refund, thrown);
    if (planned !== undefined) return { refund: await keepRefundOpen(k, refund, heardNothing(thrown), 'create', {}, { planned }) };
    // 金额继续占用，绝不当作没退。
    if (thrown.outcome === 'unknown') return { refund: await keepRefundOpen(k, refund, heardNothing(thrown), 'create') };
    const refused = await refuseRefund(k, refund, thrown, submission, origin);
    if (refused.refund.status === 'FAILED') throw thrown;
    return refused;
  }
  return settleRefund(k, refund, facts, origin);
}

/** 问网关这一笔怎样了；把这次通话记进日志。@throws PayError */
export function askRefund(k: Kernel, refund: RefundRecord): Promise<RefundFacts> {
  const asked = { out_trade_no: refund.out_trade_no, out_refund_no: refund.out_refund_no };
  return talk(
    k,
    aboutRefund('query-refund', refund),
    (provider, account) => provider.queryRefund(account, asked),
    ({ state }) => state,
  );
}

/** 查询网关并推进；网关说没有这笔退款 = 先前的请求没有到达，以同一单号重发。@throws PayError 重发被网关明确拒绝 */
export async function refreshRefund(k: Kernel, refund: RefundRecord): Promise<RefundSettlement> {
  // 排着队的，时候没到不去打扰网关：再催一次又要重新排
  if (!isRefundOpen(refund) || (refund.planned_date ?? 0) > k.now()) return { refund };
  let facts: RefundFacts;
  try {
    facts = await askRefund(k, refund);
  } catch {
    // 已留痕；问不到就晚点再问，状态照旧。
    return { refund: await keepRefundOpen(k, refund, undefined, 'query') };
  }
  if (facts.state !== 'NOT_EXIST') return settleRefund(k, refund, facts, { source: 'query' });
  // 排过队的不是在等：上一次已经听到了。
  if (refund.planned_date === undefined && mustWait(k, refund))
    return { refund: await keepRefundOpen(k, refund, undefined, 'query', {}, { next: conclusiveFrom(refund) }) };
  return submitRefund(k, await claimSubmission(k, refund));
}

async function answer(k: Kernel, { refund, order }: RefundSettlement, known?: OrderRecord): Promise<RefundResult> {
  const latest = order ?? known ?? (await ordersOf(k).require(refund.out_trade_no));
  return { refund: viewRefundForStaff(refund), order: viewOrder(latest) };
}

/** 没有退成的说成失败。@throws PayError 当时的原因 */
function requireNotFailed(refund: RefundRecord): void {
  if (refund.status !== 'FAILED') return;
  const { kind = 'SYSTEM', closed = false } = refund.failure ?? {};
  if (closed) throw PayError.param([{ field: 'out_refund_no', problem: '这笔退款已被网关关闭，请换一个退款单号再退' }]);
  throw new PayError(kind);
}

async function resume(k: Kernel, existing: RefundRecord, order: OrderRecord, wish: RefundWish): Promise<RefundResult> {
  if (existing.out_trade_no !== order.out_trade_no) throw PayError.param([{ field: 'out_refund_no', problem: '已被其它订单使用' }]);
  if (wish.refund_fee !== undefined && wish.refund_fee !== existing.refund_fee) {
    throw PayError.param([{ field: 'refund_fee', problem: '与首次退款不同' }]);
  }
  if (wish.funds_account !== undefined && wish.funds_account !== existing.funds_account)
    throw PayError.param([{ field: 'funds_account', problem: '与首次退款不同' }]);
  if (wish.said !== undefined && wish.said !== existing.reason) throw PayError.param([{ field: 'refund_desc', problem: '与首次退款不同' }]);
  if (existing.status === 'FAILED' && !existing.failure?.closed) {
    const again = await reserveAgain(k, existing, wish);
    const settled = await submitRefund(k, again.submission ? again : await claimSubmission(k, again.refund));
    requireNotFailed(settled.refund);
    return answer(k, settled, settled.order ?? again.order);
  }
  const settled = await refreshRefund(k, existing);
  requireNotFailed(settled.refund);
  return answer(k, settled);
}

/**
 * 退一笔。同一个退款单号无论来几次都是同一笔退款。
 * @throws PayError 40001 点名字段 · 40007 商户余额不足等网关明确拒绝的原因（占用已释放，补足后可用同一单号再来）
 */
export async function refundOrder(k: Kernel, order: OrderRecord, wish: RefundWish, existing?: RefundRecord): Promise<RefundResult> {
  if (existing) return resume(k, existing, order, wish);
  const reserved = await reserve(k, order, wish);
  // 同一个退款单号的并发请求：别人先建好了，就当作重复请求。
  if ('existing' in reserved) return resume(k, reserved.existing, order, wish);
  const settled = await submitRefund(k, reserved);
  requireNotFailed(settled.refund);
  return answer(k, settled, reserved.order);
}

/**
 * refund。调用方必须已核验员工身份。
 * @throws PayError 40005 · 其余同 refundOrder
 */
export async function refund(k: Kernel, input: unknown, operator: string): Promise<RefundResult> {
  const wish = requireParams(refundSchema, input);
  const [order, existing] = await Promise.all([
    ordersOf(k).require(wish.out_trade_no),
    wish.out_refund_no === undefined ? undefined : refundsOf(k).find(wish.out_refund_no),
  ]);
  if (!existing && wish.out_refund_no?.includes('-') && !manifestOf(order.provider).hyphens)
    throw PayError.param([{ field: 'out_refund_no', problem: '这个渠道的退款单号里不能有连字符' }]);
  if (wish.funds_account !== undefined && !manifestOf(order.provider).fundsAccount)
    throw PayError.param([{ field: 'funds_account', problem: '这个渠道不能指定从哪里出钱' }]);
  const out_refund_no = wish.out_refund_no ?? newOutRefundNo(k);
  const asked: RefundWish = {
    out_refund_no,
    reason: wish.refund_desc ?? '',
    operator,
    ...(wish.refund_fee === undefined ? {} : { refund_fee: wish.refund_fee }),
    ...(wish.refund_desc === undefined ? {} : { said: wish.refund_desc }),
    ...(wish.funds_account === undefined ? {} : { funds_account: wish.funds_account }),
  };
  return refundOrder(k, order, asked, existing);
}
