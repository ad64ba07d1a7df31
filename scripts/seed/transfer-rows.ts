/** 付给用户的钱 → payment_transfers、额度、日志，与产品自己走完那些步之后写下的一样。 */
import { beijingText } from '../../common/contract/beijing-text';
import { TRANSFER_PLATFORM } from '../../common/contract/channels';
import {
  TRANSFER_TABLE,
  type TransferHistoryEntry,
  type TransferReason,
  type TransferStatus,
} from '../../common/contract/transfers/transfer';
import type { Past } from '../../local/gateways/kit/past';
import { DEVELOPMENT_TRANSFERS } from '../../local/stack/config-center';
import type { Document } from '../../local/unicloud';
import type { CipherKeys } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/encryption';
import { LADDERS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/retry';
import { payeeHash, personOf, sealPackage, sealPayee } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/transfers/payee';
import type { TransferRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/transfers/record';
import type { Logbook } from './logbook';
import { PID, SEEDED } from './order-row';
import type { Payout } from './payouts';
import { addRow, type Rows } from './rows';
import type { Setting } from './story';

const requestIdOf = ({ index }: Payout): string => `${SEEDED}tr${index.toString(36).padStart(6, '0')}`;

function historyOf(payout: Payout, confirmed: boolean): TransferHistoryEntry[] {
  const { at, movedAt, finishedAt, operator, approver, ending, failReason } = payout;
  const requestId = requestIdOf(payout);
  const steps: TransferHistoryEntry[] = [{ from: null, to: 'CREATED', reason: 'created', source: 'create', at, requestId, operator }];
  const move = (
    to: TransferStatus,
    reason: TransferReason,
    when: number,
    by: Pick<TransferHistoryEntry, 'source' | 'operator' | 'note'>,
  ): void => {
    const from = steps.at(-1)?.to ?? 'CREATED';
    if (!TRANSFER_TABLE.allows(from, to, reason)) throw new Error(`样例的转账走了表外的路：${from} → ${to}`);
    steps.push({ from, to, reason, at: when, requestId, ...by });
  };
  if (movedAt === undefined) return steps;
  if (ending === 'declined') {
    move('CANCELLED', 'declined', movedAt, { source: 'staff', operator: 'clerk-zhao', note: '账期还没有到' });
    return steps;
  }
  if (approver === undefined) move('PENDING', 'submitted', movedAt, { source: 'create' });
  else move('PENDING', 'approved', movedAt, { source: 'staff', operator: approver });
  if (confirmed) move('WAIT_CONFIRM', 'receiver_asked', movedAt, { source: 'create' });
  if (finishedAt === undefined) return steps;
  const source = confirmed ? 'notify' : 'create';
  if (failReason === undefined) move('SUCCESS', 'verified_paid', finishedAt, { source });
  else move('FAILED', 'gateway_failed', finishedAt, { source });
  return steps;
}

const GATEWAY_STATES: Readonly<Record<string, readonly [confirmed: string, direct: string]>> = {
  SUCCESS: ['SUCCESS', 'SUCCESS'],
  FAILED: ['FAIL', 'FAIL'],
  WAIT_CONFIRM: ['WAIT_USER_CONFIRM', ''],
};

function transferRow(payout: Payout, cipher: CipherKeys, past: Past, now: number): TransferRecord {
  const { no, kind, owner, user, payee, fee, at, operator, approver, movedAt, finishedAt, billNo, failReason } = payout;
  const keys = { config: { cipher } };
  const history = historyOf(payout, past.packageInfo !== undefined);
  const { to: status, at: update_date } = history.at(-1) as TransferHistoryEntry;
  const open = finishedAt === undefined;
  const asked = status !== 'CREATED' && status !== 'CANCELLED';
  const state = GATEWAY_STATES[status]?.[past.packageInfo ? 0 : 1];
  const packageInfo = status === 'WAIT_CONFIRM' ? past.packageInfo?.(no) : undefined;
  return {
    _id: no,
    out_bill_no: no,
    provider: kind.provider,
    platform: TRANSFER_PLATFORM,
    pid: PID,
    ...owner,
    user_id: user,
    transfer_fee: fee,
    content: {
      remark: kind.remark,
      title: kind.remark,
      ...(kind.scene
        ? { scene_id: kind.scene.id, report_infos: kind.scene.infos.map(([info_type, info_content]) => ({ info_type, info_content })) }
        : {}),
    },
    ...(open ? { payee: sealPayee(keys, no, payee), sealed_with: cipher.current } : {}),
    ...(packageInfo === undefined ? {} : { package_info: sealPackage(keys, no, packageInfo) }),
    payee_hash: payeeHash(no, payee),
    budget: { day: beijingText(at, 'YYYY-MM-DD'), person: personOf(keys, { provider: kind.provider, appid: owner.appid }, payee) },
    status,
    ...(asked && state ? { gateway_state: state } : {}),
    ...(failReason === undefined ? {} : { failure: { kind: 'PARAM', closed: true, gateway_code: failReason } }),
    ...(asked ? { transfer_bill_no: billNo } : {}),
    operator,
    needs_approval: fee > DEVELOPMENT_TRANSFERS.approvalFee,
    ...(approver === undefined || status === 'CANCELLED' ? {} : { approver }),
    submit_date: asked ? (movedAt ?? 0) : 0,
    history,
    version: history.length,
    next_query_date: status === 'WAIT_CONFIRM' ? now + LADDERS.refund[0] : 0,
    query_attempts: 0,
    create_date: at,
    update_date,
    ...(finishedAt === undefined ? {} : { finish_date: finishedAt }),
  };
}

/** 占着的额度：没有付成的已经放开。 */
function budgetRows(transfers: readonly TransferRecord[], rows: Rows): void {
  const used = new Map<string, { used_fee: number; create_date: number }>();
  for (const { budget, transfer_fee, status, create_date } of transfers) {
    if (status === 'FAILED' || status === 'CANCELLED') continue;
    for (const id of [`day_${budget.day}`, `person_${budget.day}_${budget.person}`]) {
      const row = used.get(id) ?? { used_fee: 0, create_date };
      used.set(id, { ...row, used_fee: row.used_fee + transfer_fee });
    }
  }
  for (const [_id, row] of used) addRow(rows, 'payment_transfer_budgets', { _id, ...row });
}

function log(payout: Payout, { gateway_state = '', status }: TransferRecord, confirmed: boolean, book: Logbook): void {
  const { no, kind, fee, user, movedAt, finishedAt } = payout;
  if (movedAt === undefined || status === 'CANCELLED') return;
  const about = { out_trade_no: no, provider: kind.provider, platform: TRANSFER_PLATFORM, pid: PID, amount: fee, user_id: user };
  const note = confirmed ? 'WAIT_USER_CONFIRM' : gateway_state;
  book.open(movedAt, requestIdOf(payout)).log({ type: 'transfer', ...about, status: 'SUCCESS', startedAt: movedAt - 160, note });
  if (confirmed && finishedAt !== undefined)
    book
      .open(finishedAt, requestIdOf(payout))
      .log({ type: 'notify', ...about, status: 'SUCCESS', startedAt: finishedAt - 30, note: gateway_state });
}

export function transferRows(payouts: readonly Payout[], { now, pasts }: Setting, cipher: CipherKeys, book: Logbook, rows: Rows): void {
  const transfers = payouts.map((payout) => {
    const past = pasts[payout.kind.provider] as Past;
    const row = transferRow(payout, cipher, past, now);
    addRow(rows, 'payment_transfers', row as unknown as Document);
    log(payout, row, past.packageInfo !== undefined, book);
    return row;
  });
  budgetRows(transfers, rows);
}
