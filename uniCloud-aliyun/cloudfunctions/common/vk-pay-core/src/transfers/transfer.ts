/**
 * 转账：检查 → 占用额度并建转账单（一个事务）→（超过 approvalFee 的等第二个人）→ 请求网关 → 结论或「不明」。
 * 同一个单号无论来几次都是同一笔；内容不同的被拒绝；没有受理过的可以同号再来，受理之后失败的要换单号。
 */
import { canonicalJson } from '../../../../../../common/contract/canonical-json';
import { beijingText } from '../../../../../../common/contract/beijing-text';
import { transferSchema, type TransferWish } from '../../../../../../common/contract/transfers/params';
import type { Kernel } from '../kernel/kernel';
import { newOutBillNo } from '../kernel/numbers';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { contend, LostRace } from '../ledger/conflict';
import { inTransaction } from '../ledger/transaction';
import type { Payee } from '../providers/transfers';
import { namedAuthorization, recheckAuthorization, requireEffective, requireOwnMerchant } from './authorizations/use';
import type { AuthorizationRecord } from './authorizations/record';
import { takeBudget } from './budget/store';
import { appidOf, flattened, requireLimits, requirePayingAccount, type TransferLimits } from './open';
import { payeeHash, payeeOf, personOf, requireCipher, sealPayee } from './payee';
import type { TransferRecord } from './record';
import { transfersOf } from './store';
import { refreshTransfer, submitTransfer } from './submit';

function contentOf(wish: TransferWish, by: AuthorizationRecord | undefined): TransferRecord['content'] {
  const scene_id = by?.scene_id ?? wish.transfer_scene_id;
  return {
    remark: wish.transfer_remark,
    title: wish.order_title ?? wish.transfer_remark,
    ...(scene_id === undefined ? {} : { scene_id }),
    ...(wish.transfer_scene_name === undefined ? {} : { scene_name: wish.transfer_scene_name }),
    ...(wish.transfer_scene_report_infos === undefined ? {} : { report_infos: wish.transfer_scene_report_infos }),
    ...(wish.user_recv_perception === undefined ? {} : { perception: wish.user_recv_perception }),
    ...(wish.payer_use_alias === undefined ? {} : { use_alias: wish.payer_use_alias }),
    ...(by === undefined ? {} : { authorization: by._id }),
  };
}

interface Prepared {
  readonly transfer: TransferRecord;
  readonly limits: TransferLimits;
}

/** 凭授权的付给授权里的那个人；只拿来比对的（已经有这一笔了）授权关了也没关系。 */
async function authorizedPayee(k: Kernel, by: AuthorizationRecord, { openid, user_name }: TransferWish, replay: boolean): Promise<Payee> {
  const identity = replay ? (openid ?? '') : await requireEffective(k, by, openid);
  return { identity, ...(user_name === undefined ? {} : { name: user_name }) };
}

/** @param replay 已经有这一笔，只是拿来比对 */
async function prepare(k: Kernel, wish: TransferWish, operator: string, replay: boolean): Promise<Prepared> {
  const limits = requireLimits(k);
  requireCipher(k);
  const by = await namedAuthorization(k, wish);
  const account = await requirePayingAccount(k, wish.provider, wish.platform ?? by?.platform, wish.pid ?? by?.pid);
  if (by) requireOwnMerchant(by, account);
  const appid = await appidOf(k, account, by?.appid ?? wish.appid);
  const payee: Payee = by ? await authorizedPayee(k, by, wish, replay) : await payeeOf(k, wish, account, appid);
  const at = k.now();
  const _id = wish.out_bill_no ?? newOutBillNo(k);
  const content = contentOf(wish, by);
  const { transfer_amount: transfer_fee } = wish;
  k.provider(wish.provider).checkTransfer?.(account, { ...content, out_bill_no: _id, transfer_fee, payee, appid });
  const transfer: TransferRecord = {
    _id,
    out_bill_no: _id,
    provider: account.provider,
    platform: account.platform,
    pid: account.pid,
    mchid: account.mchid,
    appid,
    user_id: by?.user_id ?? wish.user_id ?? '',
    transfer_fee,
    content,
    payee: sealPayee(k, _id, payee),
    sealed_with: requireCipher(k).current,
    // 凭授权的认授权：它关了之后同号再来，也认得出是同一笔。
    payee_hash: payeeHash(_id, by ? { ...payee, identity: by._id } : payee),
    budget: { day: beijingText(at, 'YYYY-MM-DD'), person: personOf(k, { provider: account.provider, appid }, payee) },
    status: 'CREATED',
    operator,
    needs_approval: transfer_fee > (limits.approvalFee ?? Infinity),
    submit_date: 0,
    history: [{ from: null, to: 'CREATED', reason: 'created', source: 'create', at, requestId: k.requestId, operator }],
    version: 1,
    next_query_date: transfer_fee > (limits.approvalFee ?? Infinity) ? 0 : at + 60_000,
    query_attempts: 0,
    create_date: at,
    update_date: at,
  };
  return { transfer, limits };
}

const OVER = {
  day: { field: 'transfer_amount', problem: '超过今天的转账限额' },
  person: { field: 'transfer_amount', problem: '超过这个人今天的转账限额' },
} as const;

/**
 * 占用额度并写下转账单。
 * @param again 没有受理、以同一个单号再来的那一张
 * @returns 同一个单号已经有了时为那一张
 */
function reserve(
  k: Kernel,
  { transfer, limits }: Prepared,
  again?: TransferRecord,
): Promise<{ readonly transfer: TransferRecord; readonly fresh: boolean }> {
  const transfers = transfersOf(k);
  if (transfer.transfer_fee > limits.maxFee) throw PayError.param([{ field: 'transfer_amount', problem: '超过单笔转账限额' }]);
  return contend(k, async (attempt) => {
    const existing = attempt === 0 ? again : await transfers.find(transfer._id);
    if (existing && (!again || existing.status !== 'FAILED')) return { transfer: existing, fresh: false };
    return inTransaction(k, async (db) => {
      const over = await takeBudget(k, transfer.budget, transfer.transfer_fee, limits, db);
      if (over) throw PayError.param([OVER[over]]);
      const { payee, sealed_with, payee_hash, budget, needs_approval, next_query_date, operator } = transfer;
      const set = {
        payee,
        sealed_with,
        payee_hash,
        budget,
        needs_approval,
        next_query_date,
        operator,
        failure: undefined,
        approver: undefined,
        finish_date: undefined,
        cancel_date: undefined,
        query_attempts: 0,
      };
      const move = { to: 'CREATED', reason: 'asked_again', source: 'create', operator } as const;
      const written = existing
        ? await transfers.write(existing, { set }, move, db)
        : (await transfers.add(transfer, db))
          ? transfer
          : undefined;
      if (!written) throw new LostRace();
      return { transfer: written, fresh: true };
    });
  });
}

/** @throws PayError PARAM 同一个单号，内容不同 */
function requireSame(existing: TransferRecord, wanted: TransferRecord): void {
  const differs = (['provider', 'platform', 'pid', 'appid', 'transfer_fee', 'payee_hash', 'user_id'] as const).find(
    (key) => existing[key] !== wanted[key],
  );
  if (differs !== undefined || canonicalJson(existing.content) !== canonicalJson(wanted.content))
    throw PayError.param([{ field: 'out_bill_no', problem: '已用于另一笔转账（内容与首次不同）' }]);
}

/** 没有付成的说成失败。@throws PayError 当时的原因 */
export function requireNotFailed({ status, failure }: TransferRecord): void {
  if (status === 'CANCELLED') throw PayError.param([{ field: 'out_bill_no', problem: '这笔转账已撤销，请换一个单号再转' }]);
  if (status !== 'FAILED') return;
  if (failure?.closed !== false) throw PayError.param([{ field: 'out_bill_no', problem: '这笔转账没有付成，请换一个单号再转' }]);
  throw new PayError(failure.kind);
}

/**
 * transfer。调用方必须已核验员工身份，或就是商户的服务端。
 * @throws PayError 40001 点名字段 · 40007 余额不足等网关明确拒绝的原因（额度已放开，可用同一单号再来） · 40009 没有开通
 */
export async function transfer(k: Kernel, input: unknown, operator: string): Promise<TransferRecord> {
  const wish = requireParams(transferSchema, flattened(input));
  const known = wish.out_bill_no === undefined ? undefined : await transfersOf(k).find(wish.out_bill_no);
  const again = known?.status === 'FAILED' && known.failure?.closed === false ? known : undefined;
  const prepared = await prepare(k, wish, operator, known !== undefined && again === undefined);
  if (known) requireSame(known, prepared.transfer);
  const reserved = known && !again ? { transfer: known, fresh: false } : await reserve(k, prepared, again);
  if (!reserved.fresh) requireSame(reserved.transfer, prepared.transfer);
  const { authorization } = prepared.transfer.content;
  const latest = await (reserved.fresh ? submitTransfer(k, reserved.transfer) : refreshTransfer(k, reserved.transfer, true)).catch(
    async (error: unknown) => {
      if (authorization !== undefined) await recheckAuthorization(k, authorization);
      throw error;
    },
  );
  requireNotFailed(latest);
  return latest;
}
