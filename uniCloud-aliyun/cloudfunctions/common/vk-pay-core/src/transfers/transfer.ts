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
import type { Payee } from '../providers/provider';
import { appidOf, requirePayingAccount } from './account';
import { requireAuthorized, type Relying } from './authorization';
import { takeBudget } from './budget/store';
import { payeeHash, payeeOf, personOf, requireCipher, sealPayee } from './payee';
import type { TransferRecord } from './record';
import { transfersOf } from './store';
import { refreshTransfer, submitTransfer } from './submit';

/** vk-uni-pay 的写法：参数放在最外层，或放在 data 里。 */
export function flattened(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const { data, ...rest } = input as { readonly data?: unknown };
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? { ...rest, ...data } : input;
}

type TransferLimits = NonNullable<Kernel['config']['settings']['transfers']>;

/** @throws PayError PERMISSION 没有开通转账 */
function requireLimits(k: Kernel): TransferLimits {
  const { transfers } = k.config.settings;
  if (!transfers) throw new PayError('PERMISSION', { msg: '没有开通转账：请在 vk-pay/config.js 里写 transfers 的限额' });
  return transfers;
}

function contentOf(wish: TransferWish): TransferRecord['content'] {
  return {
    remark: wish.transfer_remark,
    title: wish.order_title ?? wish.transfer_remark,
    ...(wish.transfer_scene_id === undefined ? {} : { scene_id: wish.transfer_scene_id }),
    ...(wish.transfer_scene_name === undefined ? {} : { scene_name: wish.transfer_scene_name }),
    ...(wish.transfer_scene_report_infos === undefined ? {} : { report_infos: wish.transfer_scene_report_infos }),
    ...(wish.user_recv_perception === undefined ? {} : { perception: wish.user_recv_perception }),
    ...(wish.payer_use_alias === undefined ? {} : { use_alias: wish.payer_use_alias }),
    ...(wish.out_authorization_no === undefined ? {} : { authorization_no: wish.out_authorization_no }),
  };
}

interface Prepared {
  readonly transfer: TransferRecord;
  /** 凭授权的，要核对的 */
  readonly relying?: Relying;
  readonly limits: TransferLimits;
}

async function prepare(k: Kernel, wish: TransferWish, operator: string): Promise<Prepared> {
  const limits = requireLimits(k);
  requireCipher(k);
  if (wish.authorization_id !== undefined && wish.out_authorization_no === undefined)
    throw PayError.param([{ field: 'authorization_id', problem: '请给 out_authorization_no：只凭它查不到是谁授权的' }]);
  const account = await requirePayingAccount(k, wish.provider, wish.platform, wish.pid);
  const appid = await appidOf(k, account, wish.appid);
  const payee: Payee = await payeeOf(k, wish, account, appid);
  const at = k.now();
  const _id = wish.out_bill_no ?? newOutBillNo(k);
  const content = contentOf(wish);
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
    user_id: wish.user_id ?? '',
    transfer_fee,
    content,
    payee: sealPayee(k, _id, payee),
    sealed_with: requireCipher(k).current,
    payee_hash: payeeHash(_id, payee),
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
  const { authorization_no: no, scene_id } = content;
  const relying = no === undefined ? {} : { relying: { account, out_authorization_no: no, openid: payee.identity, appid, scene_id } };
  return { transfer, limits, ...relying };
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
  const prepared = await prepare(k, requireParams(transferSchema, flattened(input)), operator);
  const known = await transfersOf(k).find(prepared.transfer._id);
  if (known) requireSame(known, prepared.transfer);
  if (!known || known.status === 'FAILED') await requireAuthorized(k, prepared);
  const again = known?.status === 'FAILED' && known.failure?.closed === false ? known : undefined;
  const reserved = known && !again ? { transfer: known, fresh: false } : await reserve(k, prepared, again);
  if (!reserved.fresh) requireSame(reserved.transfer, prepared.transfer);
  const latest = reserved.fresh ? await submitTransfer(k, reserved.transfer) : await refreshTransfer(k, reserved.transfer, true);
  requireNotFailed(latest);
  return latest;
}
