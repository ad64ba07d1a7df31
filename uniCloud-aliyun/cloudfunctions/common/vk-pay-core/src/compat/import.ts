/**
 * 旧表 vk-pay-orders 与 uni-pay-orders 一次全部抄过来（`pay/sys/importOrders`、`npm run import-orders`）：一批一批，断了接着，抄过的不再抄；
 * 抄完当场读回来，与旧表说的逐张比、合计着比。旧表一个字也不改。
 */
import { importOrdersSchema } from '../../../../../../common/contract/import/params';
import type { ImportTally, OrderImport } from '../../../../../../common/contract/import/orders';
import type { Kernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';
import { requireParams } from '../kernel/validate';
import type { OrderRecord } from '../orders/record';
import { ordersOf } from '../orders/store';
import { adopt } from './adopt';
import { oldOrdersAfter } from './old-orders/listing/store';
import { readOldOrder } from './old-orders/read';

const BATCH = 50;
/** 员工叫一次最多做多久，毫秒：留得出答复的时间，剩下的带着 next 再叫 */
const SITTING_MS = 8000;
const TOLD = 20;

type Money = Pick<OrderRecord, 'total_fee' | 'refund_fee' | 'status'>;
const isPaid = ({ status }: Money): boolean => status === 'SUCCESS' || status === 'REFUND';
/** 抄过来之后这边又退了的不算不同：旧表可能没有人再写。 */
const agree = (old: Money, ours: Money): boolean =>
  old.total_fee === ours.total_fee && old.refund_fee <= ours.refund_fee && (!isPaid(old) || isPaid(ours));

class Tally {
  private readonly sum = { count: 0, total_fee: 0, refund_fee: 0 };
  add({ total_fee, refund_fee }: Money): void {
    this.sum.count += 1;
    this.sum.total_fee += total_fee;
    this.sum.refund_fee += refund_fee;
  }
  get value(): ImportTally {
    return { ...this.sum };
  }
}

/** 调用方必须已核验员工身份。@throws PayError PARAM */
export async function importOrders(k: Kernel, input: unknown, operator: string): Promise<OrderImport> {
  const { dry_run = false, batch = BATCH, after = '' } = requireParams(importOrdersSchema, input ?? {});
  const startedAt = k.now();
  const [old, ours] = [new Tally(), new Tally()];
  const done = { scanned: 0, imported: 0, known: 0, skipped: 0 };
  const reasons: { out_trade_no: string; why: string }[] = [];
  const different: string[] = [];

  const take = async (row: Document): Promise<void> => {
    done.scanned += 1;
    const read = readOldOrder(k, row);
    if (!read.order) {
      done.skipped += 1;
      if (reasons.length < TOLD) reasons.push({ out_trade_no: String(row['out_trade_no'] ?? row['_id']).slice(0, 64), why: read.why });
      return;
    }
    const { out_trade_no } = read.order;
    old.add(read.order);
    let own = await ordersOf(k).find(out_trade_no);
    if (own) done.known += 1;
    else {
      done.imported += 1;
      if (dry_run) return;
      await adopt(k, read);
      own = await ordersOf(k).find(out_trade_no);
    }
    if (own) ours.add(own);
    if ((!own || !agree(read.order, own)) && different.length < TOLD) different.push(out_trade_no);
  };

  let next: string | undefined = after;
  while (next !== undefined) {
    const page: Awaited<ReturnType<typeof oldOrdersAfter>> = await oldOrdersAfter(k.vk, next, batch);
    for (const row of page.rows) await take(row);
    next = page.next;
    if (k.now() - startedAt > SITTING_MS) break;
  }
  if (!dry_run && done.scanned > 0)
    k.journal.log({
      type: 'import-orders',
      status: different.length > 0 ? 'ERROR' : 'SUCCESS',
      user_id: operator,
      startedAt,
      note: `旧表：抄了 ${done.imported}，已有 ${done.known}，认不出 ${done.skipped}，不同 ${different.length}`,
    });
  return { ...done, reasons, old: old.value, ours: ours.value, different, ...(next === undefined ? {} : { next }) };
}
