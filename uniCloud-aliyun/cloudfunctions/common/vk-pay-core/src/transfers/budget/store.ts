/**
 * 额度：每天一共、每人每天转了多少（`payment_transfer_budgets`，北京的一天）。占用与转账单同一个事务写下，
 * 每一次都是带条件的加减，所以并发多少也不会超过；没有付成的在写下结论的同一个事务里放开。
 */
import { COLLECTIONS } from '../../kernel/collections';
import type { ReceivingKernel } from '../../kernel/kernel';
import type { DatabaseHandle } from '../../kernel/vk';
import { LostRace } from '../../ledger/conflict';
import { isDuplicateKey } from '../../kernel/duplicate-key';
import type { Budgeted } from '../record';

const dbName = COLLECTIONS.transferBudgets;

/** 一笔钱占着的两行：这一天的、这个人这一天的。 */
const rowsOf = ({ day, person }: Budgeted): readonly [string, string] => [`day_${day}`, `person_${day}_${person}`];

/** 加上 fee；超过 limit 的不加。@returns 加上了没有 @throws LostRace 这一行别人刚建好，重来 */
async function add(k: ReceivingKernel, id: string, fee: number, limit: number, db: DatabaseHandle): Promise<boolean> {
  if (fee > limit) return false;
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;
  const whereJson = { _id: id, used_fee: command.lte(limit - fee) };
  if (await baseDao.updateAndReturn({ dbName, whereJson, dataJson: { used_fee: command.inc(fee) }, db })) return true;
  if (await baseDao.findById({ dbName, id, db })) return false;
  try {
    await baseDao.add({ dbName, dataJson: { _id: id, used_fee: fee, create_date: k.now() }, cancelAddTime: true, db });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) throw new LostRace();
    throw error;
  }
}

export interface Limits {
  readonly dayFee: number;
  readonly personDayFee: number;
}

/** 在事务里占用。@returns 超过了哪一种限额；都没有超过为 undefined */
export async function takeBudget(
  k: ReceivingKernel,
  budget: Budgeted,
  fee: number,
  { dayFee, personDayFee }: Limits,
  db: DatabaseHandle,
): Promise<'day' | 'person' | undefined> {
  const [day, person] = rowsOf(budget);
  if (!(await add(k, person, fee, personDayFee, db))) return 'person';
  return (await add(k, day, fee, dayFee, db)) ? undefined : 'day';
}

/** 在事务里放开。 */
export async function releaseBudget(k: ReceivingKernel, budget: Budgeted, fee: number, db: DatabaseHandle): Promise<void> {
  const command = k.vk.getUnicloud()._;
  for (const id of rowsOf(budget)) {
    const freed = await k.vk.baseDao.updateAndReturn({ dbName, whereJson: { _id: id }, dataJson: { used_fee: command.inc(-fee) }, db });
    if (!freed) throw new Error(`没有额度 ${id}`);
  }
}

/** 这一天已经占用多少，分。 */
export async function usedOn(k: ReceivingKernel, day: string): Promise<number> {
  const row = await k.vk.baseDao.findById({ dbName, id: rowsOf({ day, person: '' })[0] });
  return Number(row?.['used_fee'] ?? 0);
}
