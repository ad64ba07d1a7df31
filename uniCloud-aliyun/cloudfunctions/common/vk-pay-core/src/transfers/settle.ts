/**
 * settleTransfer：唯一因网关的话推进转账的函数。发起的答复、回调、主动查询、撤销的答复都走到这里。
 * 没有付成的，占着的额度与结论同一个事务放开。
 */
import { formatFee } from '../../../../../../common/contract/money';
import type { TransferReason, TransferSource } from '../../../../../../common/contract/transfers/transfer';
import type { ReceivingKernel } from '../kernel/kernel';
import { contend, LostRace } from '../ledger/conflict';
import { retryDelay } from '../ledger/retry';
import { isConclusive, NOT_UNDERWAY, type Submission } from '../ledger/submission';
import { inTransaction } from '../ledger/transaction';
import { findForeign, type Speaker } from '../orders/match';
import type { TransferFacts } from '../providers/transfers';
import { releaseBudget } from './budget/store';
import { isTransferOpen, type TransferFailure, type TransferRecord } from './record';
import { transfersOf } from './store';

/** 收款人有 24 小时确认；再宽限一会儿还没有结论就请人看，毫秒。 */
const STUCK_MS = 26 * 3_600_000;

export interface TransferOrigin {
  readonly source: TransferSource;
  /** 收到这句话的账号；由自己的账号去问的不必说 */
  readonly speaker?: Speaker;
  /** 网关给的、拉起确认页的凭据，已加密；通知里没有 */
  readonly package_info?: string;
}
export interface TransferSettlement {
  readonly transfer: TransferRecord;
  /** 说的不是这一笔：已告警，什么也没有动 */
  readonly foreign?: string;
}

/** 随结论去掉的：收款人与确认页的凭据。 */
const CLEARED = { payee: undefined, sealed_with: undefined, package_info: undefined, next_query_date: 0 } as const;

const known = ({ transfer_bill_no, gatewayState }: Partial<TransferFacts>) => ({
  ...(transfer_bill_no ? { transfer_bill_no } : {}),
  ...(gatewayState ? { gateway_state: gatewayState } : {}),
});

/**
 * 还没有结论（或不明）：记下网关的说法，排下次查询。
 * @param heard.package_info 拉起确认页的凭据，已加密
 * @param heard.planned 到这时再问，毫秒；缺省照节奏
 */
export async function keepTransferOpen(
  k: ReceivingKernel,
  first: TransferRecord,
  heard: { readonly to: 'PENDING' | 'WAIT_CONFIRM' | 'UNKNOWN'; readonly reason: TransferReason } | undefined,
  source: TransferSource,
  {
    facts = {},
    package_info,
    planned,
  }: { readonly facts?: Partial<TransferFacts>; readonly package_info?: string | undefined; readonly planned?: number } = {},
): Promise<TransferRecord> {
  const transfers = transfersOf(k);
  const kept = await contend(k, async (attempt) => {
    const transfer = attempt === 0 ? first : ((await transfers.find(first._id)) ?? first);
    if (!isTransferOpen(transfer)) return transfer;
    const attempts = transfer.query_attempts + 1;
    const status = heard?.to ?? transfer.status;
    const set = {
      query_attempts: attempts,
      next_query_date: planned ?? k.now() + retryDelay('refund', attempts - 1),
      ...known(facts),
      ...(status === 'WAIT_CONFIRM' ? {} : { package_info: undefined }),
      ...(package_info === undefined ? {} : { package_info }),
    };
    // 等确认的听不到答复，仍是等确认。
    const blind = heard?.to === 'UNKNOWN' && transfer.status === 'WAIT_CONFIRM';
    const move = heard && heard.to !== transfer.status && !blind ? { ...heard, source } : undefined;
    const written = await transfers.write(transfer, { set }, move);
    if (!written) throw new LostRace();
    return written;
  });
  if (isTransferOpen(kept) && k.now() - kept.submit_date > STUCK_MS)
    await alarm(k, kept, 'transfer-stuck', `转账 ${kept._id} 超过一天没有结论`);
  return kept;
}

function alarm(k: ReceivingKernel, transfer: TransferRecord, kind: string, message: string): Promise<void> {
  return k.journal.alert({
    kind,
    level: 'critical',
    out_trade_no: transfer._id,
    fact: `${transfer._id} ${message}`,
    message,
    review: { kind: 'anomaly', provider: transfer.provider, fee: transfer.transfer_fee },
  });
}

export interface Conclusion {
  readonly to: 'SUCCESS' | 'FAILED' | 'CANCELLED';
  readonly reason: TransferReason;
  readonly facts?: Partial<TransferFacts>;
  readonly failure?: TransferFailure;
  /** 网关拒绝的是哪一次；不作数的不写 */
  readonly refused?: Submission;
  readonly operator?: string;
  readonly note?: string;
}

/** 写下结论；没有付成的放开额度。已有结论的原样返回。 */
export function concludeTransfer(
  k: ReceivingKernel,
  first: TransferRecord,
  { to, reason, facts = {}, failure, refused, ...signed }: Conclusion,
  source: TransferSource,
): Promise<TransferRecord> {
  const transfers = transfersOf(k);
  return contend(k, async (attempt) => {
    const transfer = attempt === 0 ? first : ((await transfers.find(first._id)) ?? first);
    if (!isTransferOpen(transfer) && transfer.status !== 'CREATED') return transfer;
    if (refused && !isConclusive(transfer, refused)) return transfer;
    return inTransaction(k, async (db) => {
      const { payee, sealed_with } = transfer;
      // 还要告诉业务处理文件付给谁的（compat/tell-transfer），告诉完再去掉。
      const kept = k.touched ? { payee, sealed_with } : {};
      const set = { ...CLEARED, ...kept, ...known(facts), ...(refused ? NOT_UNDERWAY : {}), failure, finish_date: k.now() };
      const written = await transfers.write(transfer, { set }, { to, reason, source, ...signed }, db);
      if (!written) throw new LostRace();
      if (to !== 'SUCCESS') await releaseBudget(k, transfer.budget, transfer.transfer_fee, db);
      return written;
    });
  });
}

function findMismatch({ out_bill_no, transfer_fee, appid, transfer_bill_no }: TransferRecord, facts: TransferFacts): string | undefined {
  if (facts.out_bill_no !== out_bill_no) return '转账单号不符';
  if (facts.transfer_fee !== undefined && facts.transfer_fee !== transfer_fee)
    return `转账金额不符：本地 ¥${formatFee(transfer_fee)}，网关 ¥${formatFee(facts.transfer_fee)}`;
  if (facts.appid !== undefined && facts.appid !== appid) return 'appid 不符';
  if (facts.transfer_bill_no !== undefined && transfer_bill_no !== undefined && facts.transfer_bill_no !== transfer_bill_no)
    return '网关的转账单号与先前不同';
  return undefined;
}

/** 已有结论的（或我们还没有请求过的）网关却说付了、没付、还会付：必须有人看。 */
function contradicts(transfer: TransferRecord, { state }: TransferFacts): boolean {
  if (isTransferOpen(transfer)) return false;
  if (state === 'SUCCESS') return transfer.status !== 'SUCCESS';
  if (state === 'FAILED') return transfer.status === 'SUCCESS';
  const willPay = state === 'PENDING' || state === 'WAIT_CONFIRM';
  return willPay && transfer.status === 'FAILED' && transfer.failure?.closed === false;
}

/** 用网关事实推进一笔转账。说的不是它、或对不上的，告警之后什么也不动。@throws 告警落不了盘 */
export async function settleTransfer(
  k: ReceivingKernel,
  transfer: TransferRecord,
  facts: TransferFacts,
  { source, speaker, package_info }: TransferOrigin,
): Promise<TransferSettlement> {
  const foreign = findForeign(transfer, speaker, facts);
  if (foreign) {
    await alarm(k, transfer, 'foreign-fact', `转账 ${transfer._id}：${foreign}`);
    return { transfer, foreign };
  }
  const mismatch = findMismatch(transfer, facts);
  if (mismatch) {
    await alarm(k, transfer, 'transfer-mismatch', `转账 ${transfer._id}：${mismatch}`);
    return { transfer: await keepTransferOpen(k, transfer, undefined, source) };
  }
  const keep = async (heard?: Parameters<typeof keepTransferOpen>[2]): Promise<TransferSettlement> => ({
    transfer: await keepTransferOpen(k, transfer, heard, source, { facts, package_info }),
  });
  const conclude = async (conclusion: Conclusion): Promise<TransferSettlement> => ({
    transfer: await concludeTransfer(k, transfer, { ...conclusion, facts }, source),
  });
  const pushed = (): Promise<TransferSettlement> => {
    switch (facts.state) {
      case 'SUCCESS':
        return conclude({ to: 'SUCCESS', reason: 'verified_paid' });
      case 'FAILED': {
        const gateway_code = facts.failReason ?? facts.gatewayState;
        return conclude({
          to: 'FAILED',
          reason: 'gateway_failed',
          failure: { kind: 'PARAM', closed: true, ...(gateway_code ? { gateway_code } : {}) },
        });
      }
      case 'CANCELLED':
        return conclude({ to: 'CANCELLED', reason: 'gateway_cancelled' });
      case 'WAIT_CONFIRM':
        return keep({ to: 'WAIT_CONFIRM', reason: 'receiver_asked' });
      case 'PENDING':
        return keep({ to: 'PENDING', reason: 'gateway_accepted' });
      case 'NOT_EXIST':
      case 'UNKNOWN':
        return keep();
    }
  };
  // 手里的一行也许已经旧了：推进之后的那一行才说得出有没有矛盾。
  const settled = isTransferOpen(transfer) ? await pushed() : { transfer };
  if (contradicts(settled.transfer, facts))
    await alarm(k, settled.transfer, 'transfer-anomaly', `转账 ${transfer._id} 本地为 ${settled.transfer.status}，网关说 ${facts.state}`);
  return settled;
}
