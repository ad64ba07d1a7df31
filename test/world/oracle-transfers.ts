/**
 * 裁判看转账：拿模拟网关自己的账，对照我们的转账单与额度（docs/invariants.md §1 I3、I4、I9、I12、I13）。
 * 额度、该不该有第二个人，都从网关真的受理了多少重新算起，不用被测的判断。
 */
import { manifestOf, PROVIDERS } from '../../common/contract/channels';
import { TRANSFER_TABLE, type TransferHistoryEntry } from '../../common/contract/transfers/transfer';
import type { Books, Row } from './books';
import type { TrueTransfer } from './till';

type Look = Pick<Books, 'rows' | 'till' | 'settings'>;
interface Limits {
  readonly maxFee: number;
  readonly dayFee: number;
  readonly personDayFee: number;
  readonly approvalFee?: number;
}

/** 没有打开转账的世界没有可看的。 */
const limitsOf = ({ settings }: Look): Limits | undefined => settings['transfers'] as Limits | undefined;
const isOver = ({ status }: Row): boolean => status === 'FAILED' || status === 'CANCELLED';
const budgetOf = (row: Row): { readonly day: string; readonly person: string } => row['budget'] as { day: string; person: string };
/** 会转账的渠道。 */
const TRANSFERRING = PROVIDERS.filter((name) => manifestOf(name).transfer);
const truths = (world: Look): TrueTransfer[] => TRANSFERRING.flatMap((provider) => world.till(provider).transfers());
const truthOf = (world: Look, row: Row): TrueTransfer | undefined =>
  world.till(row['provider'] as (typeof PROVIDERS)[number]).transfer(String(row['_id']));

function sums(entries: readonly (readonly [key: string, fee: number])[]): ReadonlyMap<string, number> {
  const total = new Map<string, number>();
  for (const [key, fee] of entries) total.set(key, (total.get(key) ?? 0) + fee);
  return total;
}

/** 任何一刻：网关会付出去的从不超过限额，每一笔都是我们记着的那么多，大额的有第二个人；额度与转账单一分不差。 */
export function findTransferInstantFaults(world: Look): string[] {
  const limits = limitsOf(world);
  if (!limits) return [];
  const rows = world.rows('payment_transfers');
  const faults: string[] = [];
  const live = truths(world).filter(({ state }) => state === 'OPEN' || state === 'SUCCESS');
  const spent: (readonly [string, number])[] = [];
  const received: (readonly [string, number])[] = [];
  for (const { no, fee, payee } of live) {
    const row = rows.find((one) => one['_id'] === no);
    if (!row) {
      faults.push(`网关有一笔本地没有的转账 ${no}`);
      continue;
    }
    const { day } = budgetOf(row);
    spent.push([day, fee]);
    received.push([`${day} ${payee}`, fee]);
    if (row['transfer_fee'] !== fee) faults.push(`转账 ${no} 记着 ${String(row['transfer_fee'])}，网关受理了 ${fee}`);
    if (fee > limits.maxFee) faults.push(`转账 ${no} 超过单笔限额`);
    const alone = row['approver'] === undefined || row['approver'] === row['operator'];
    if (fee > (limits.approvalFee ?? Infinity) && alone) faults.push(`转账 ${no} 要第二个人点头，却只有一个人`);
  }
  for (const [day, fee] of sums(spent)) if (fee > limits.dayFee) faults.push(`${day} 转出 ${fee}，超过一天的限额`);
  for (const [who, fee] of sums(received)) if (fee > limits.personDayFee) faults.push(`${who} 收到 ${fee}，超过一个人一天的限额`);
  const held = sums(
    rows
      .filter((row) => !isOver(row))
      .flatMap((row) => {
        const { day, person } = budgetOf(row);
        const fee = Number(row['transfer_fee']);
        return [[`day_${day}`, fee] as const, [`person_${day}_${person}`, fee] as const];
      }),
  );
  const budgets = new Map(world.rows('payment_transfer_budgets').map((row) => [String(row['_id']), Number(row['used_fee'])]));
  for (const id of new Set([...held.keys(), ...budgets.keys()]))
    if ((held.get(id) ?? 0) !== (budgets.get(id) ?? 0))
      faults.push(`额度 ${id.slice(0, 24)} 记着 ${budgets.get(id) ?? 0}，转账单合计 ${held.get(id) ?? 0}`);
  return faults;
}

/** 任何一步之后：没付的不算付了，还付得出去的不算没付，履历重放得出状态。 */
export function findTransferStepFaults(world: Look): string[] {
  const faults: string[] = [];
  for (const row of world.rows('payment_transfers')) {
    const id = String(row['_id']);
    const status = String(row['status']);
    const state = truthOf(world, row)?.state;
    if (TRANSFER_TABLE.replay(row['history'] as TransferHistoryEntry[]) !== status) faults.push(`转账 ${id} 的履历重放不出 ${status}`);
    if (status === 'SUCCESS' && state !== 'SUCCESS') faults.push(`转账 ${id} 本地说付了，网关是 ${state ?? '没有'}`);
    if (isOver(row) && (state === 'OPEN' || state === 'SUCCESS')) faults.push(`转账 ${id} 本地是 ${status}，网关却是 ${state}`);
    if ((isOver(row) || status === 'SUCCESS') && row['payee'] !== undefined) faults.push(`转账 ${id} 有了结论，收款人的资料还在`);
  }
  return faults;
}

/** 尘埃落定之后：每一笔都有结论，与网关相同；等第二个人的除外。 */
export function findTransferFaults(world: Look): string[] {
  const { approvalFee = Infinity } = limitsOf(world) ?? {};
  const faults = [...findTransferInstantFaults(world), ...findTransferStepFaults(world)];
  for (const row of world.rows('payment_transfers')) {
    const [id, status] = [String(row['_id']), String(row['status'])];
    const state = truthOf(world, row)?.state;
    if (status === 'CREATED') {
      if (Number(row['transfer_fee']) <= approvalFee) faults.push(`转账 ${id} 一直没有去请求`);
    } else if (!isOver(row) && status !== 'SUCCESS') faults.push(`转账 ${id} 一直停在 ${status}`);
    else if (state !== undefined && state !== status) faults.push(`转账 ${id} 本地 ${status}，网关 ${state}`);
  }
  return faults;
}
