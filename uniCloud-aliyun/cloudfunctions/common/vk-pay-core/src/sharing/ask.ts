/**
 * 分账、要回来、解冻：检查 → 占用并写下（一个事务）→ 请求网关 → 结论或「不明」。
 * 同一个单号无论来几次都是同一笔；内容不同的被拒绝；没有受理过的可以同号再来，受理之后失败的要换单号。
 */
import { canonicalJson } from '../../../../../../common/contract/canonical-json';
import { returnSharingSchema, shareOrderSchema, unfreezeOrderSchema } from '../../../../../../common/contract/sharing/params';
import type { Kernel } from '../kernel/kernel';
import { newOutSharingNo } from '../kernel/numbers';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import type { OrderRecord } from '../orders/record';
import { ordersOf } from '../orders/store';
import { requireReceiver, sharingOf } from './receivers/receivers';
import type { ReceiverRecord } from './receivers/store';
import type { SharingPart, SharingRecord } from './record';
import { dates, reserve, returnableFee } from './reserve';
import { sharingsOf } from './store';
import { refreshSharing, submitSharing } from './submit';

const refuse = (field: string, problem: string): PayError => PayError.param([{ field, problem }]);

/** 三种都一样的那些。 */
type Wanted = Pick<SharingRecord, 'kind' | 'parts' | 'description' | 'finish'> & Partial<Pick<SharingRecord, 'share_no'>>;

function rowOf(k: Kernel, order: OrderRecord, no: string | undefined, operator: string, wanted: Wanted): SharingRecord {
  const at = k.now();
  const _id = no ?? newOutSharingNo(k);
  if (order.transaction_id === undefined) throw refuse('out_trade_no', '只有已支付、没有退完的订单可以分账');
  return {
    _id,
    out_sharing_no: _id,
    ...wanted,
    out_trade_no: order.out_trade_no,
    provider: order.provider,
    platform: order.platform,
    pid: order.pid,
    mchid: order.mchid,
    appid: order.appid,
    user_id: order.user_id,
    transaction_id: order.transaction_id,
    sharing_fee: wanted.parts.reduce((sum, { fee }) => sum + fee, 0),
    status: 'PENDING',
    operator,
    ...dates(at),
    history: [{ from: null, to: 'PENDING', reason: 'created', source: 'create', at, requestId: k.requestId, operator }],
    version: 1,
    query_attempts: 0,
    create_date: at,
    update_date: at,
  };
}

const partOf = (receiver_no: string, fee: number, description: string): SharingPart => ({
  receiver_no,
  fee,
  description,
  result: 'PENDING',
  returned_fee: 0,
  returning_fee: 0,
});

/** 结果、要回来多少是后来的事；首次说的是这些。 */
const contentOf = ({ kind, out_trade_no, parts, description, finish, share_no = '' }: SharingRecord): string =>
  canonicalJson({
    kind,
    out_trade_no,
    parts: parts.map(({ receiver_no, fee, description: note }) => ({ receiver_no, fee, note })),
    description,
    finish,
    share_no,
  });

/** @throws PayError PARAM 同一个单号，内容不同 */
function requireSame(existing: SharingRecord, wanted: SharingRecord): void {
  if (contentOf(existing) !== contentOf(wanted)) throw refuse('out_sharing_no', '已用于另一笔（内容与首次不同）');
}

/** 没有做成的说成失败。@throws PayError 当时的原因 */
export function requireNotFailed({ status, failure }: SharingRecord): void {
  if (status !== 'FAILED') return;
  if (failure?.closed !== false) throw refuse('out_sharing_no', '这一笔没有做成，请换一个单号再来');
  throw new PayError(failure.kind);
}

async function pursue(
  k: Kernel,
  wanted: SharingRecord,
  known: SharingRecord | undefined,
  own: readonly string[] = [],
): Promise<SharingRecord> {
  if (known) requireSame(known, wanted);
  const again = known?.status === 'FAILED' && known.failure?.closed === false ? known : undefined;
  const reserved = known && !again ? { sharing: known, fresh: false } : await reserve(k, wanted, again, own);
  if (!reserved.fresh) requireSame(reserved.sharing, wanted);
  const latest = reserved.fresh ? await submitSharing(k, reserved.sharing) : await refreshSharing(k, reserved.sharing, true);
  requireNotFailed(latest);
  return latest;
}

const findKnown = async (k: Kernel, no: string | undefined): Promise<SharingRecord | undefined> =>
  no === undefined ? undefined : sharingsOf(k).find(no);

/**
 * 分得到这张订单的钱的接收方。
 * @returns 用哪个端的账号去分：有个人的用添加他的那个（openid 属于那个应用），否则用订单自己的；连同其中这个人自己添加的
 * @throws PayError PARAM 没有、删掉了、是别的商户或应用的
 */
async function spokenBy(
  k: Kernel,
  order: OrderRecord,
  numbers: readonly string[],
  operator: string,
): Promise<Pick<SharingRecord, 'platform' | 'appid'> & { readonly own?: readonly string[] }> {
  const receivers = await Promise.all(numbers.map((no) => requireReceiver(k, no)));
  for (const { _id, status, provider, pid, mchid } of receivers) {
    if (status !== 'ACTIVE') throw refuse('receivers', `接收方 ${_id} 已经删掉了`);
    if (provider !== order.provider || pid !== order.pid || mchid !== order.mchid)
      throw refuse('receivers', `接收方 ${_id} 不是收这笔钱的商户添加的`);
  }
  const people: readonly Pick<ReceiverRecord, 'platform' | 'appid'>[] = receivers.filter(({ type }) => type !== 'MERCHANT_ID');
  if (new Set(people.map(({ appid }) => appid)).size > 1) throw refuse('receivers', '个人接收方要属于同一个应用，请分两次');
  const { platform, appid } = people[0] ?? order;
  return { platform, appid, own: receivers.filter((one) => one.operator === operator).map(({ _id }) => _id) };
}

/**
 * shareOrder：把这张订单的钱分给别人。调用方必须已核验员工身份，或就是商户的服务端。
 * @param byStaff 员工做的：这张订单分出去的超过 reviewApprovalFee 时，接收方要是另一个人添加的
 * @throws PayError 40001 点名字段 · 40005 · 网关明确拒绝的原因（占着的已放开，可用同一单号再来）
 */
export async function shareOrder(k: Kernel, input: unknown, operator: string, byStaff = false): Promise<SharingRecord> {
  const { out_trade_no, out_sharing_no, receivers, finish = false } = requireParams(shareOrderSchema, input);
  const [order, known] = await Promise.all([ordersOf(k).require(out_trade_no), findKnown(k, out_sharing_no)]);
  sharingOf(k, order.provider);
  const parts = receivers.map((one) => partOf(one.receiver_no, one.sharing_fee, one.description));
  const wanted = rowOf(k, order, out_sharing_no, operator, { kind: 'share', parts, description: '', finish });
  const numbers = parts.map(({ receiver_no }) => receiver_no);
  const { platform, appid, own = [] } = known ? { ...known, own: [] } : await spokenBy(k, order, numbers, operator);
  return pursue(k, { ...wanted, platform, appid }, known, byStaff ? own : []);
}

/** unfreezeOrder：不再分了，剩下的解冻给商户。@throws 同 shareOrder */
export async function unfreezeOrder(k: Kernel, input: unknown, operator: string): Promise<SharingRecord> {
  const { out_trade_no, out_sharing_no, description = '解冻剩余的钱' } = requireParams(unfreezeOrderSchema, input);
  const [order, known] = await Promise.all([ordersOf(k).require(out_trade_no), findKnown(k, out_sharing_no)]);
  sharingOf(k, order.provider);
  return pursue(k, rowOf(k, order, out_sharing_no, operator, { kind: 'unfreeze', parts: [], description, finish: true }), known);
}

/** returnSharing：从分到钱的一方要回来，然后才退得了给付款人。@throws 同 shareOrder */
export async function returnSharing(k: Kernel, input: unknown, operator: string): Promise<SharingRecord> {
  const { share_no, receiver_no, out_sharing_no, sharing_fee, description = '退回分账' } = requireParams(returnSharingSchema, input);
  const [share, known] = await Promise.all([sharingsOf(k).find(share_no), findKnown(k, out_sharing_no)]);
  if (share?.kind !== 'share') throw refuse('share_no', '没有这张分账');
  const [order, receiver] = await Promise.all([ordersOf(k).require(share.out_trade_no), requireReceiver(k, receiver_no)]);
  const { returnable } = sharingOf(k, order.provider);
  if (!returnable.includes(receiver.type))
    throw refuse('receiver_no', returnable.length === 0 ? '这个渠道不能单独要回来' : '分给个人的要不回来，只有商户类型的可以');
  const part = share.parts.find((one) => one.receiver_no === receiver_no);
  if (!part) throw refuse('receiver_no', '这张分账没有分给他');
  // 同号再来而没有说多少的，就是首次那么多。
  const fee = sharing_fee ?? known?.sharing_fee ?? returnableFee(part);
  if (fee < 1) throw refuse('sharing_fee', '超过分给他而还没有要回来的');
  const parts = [partOf(receiver_no, fee, description)];
  return pursue(k, rowOf(k, order, out_sharing_no, operator, { kind: 'return', parts, description, finish: false, share_no }), known);
}
