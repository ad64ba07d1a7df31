/**
 * 换密钥：用旧密钥封着的行分批换成现在的。定时任务与员工的命令走的是同一段。
 * 做到哪里写在行上（sealed_with；商户写在密文里），断在哪里都可以从头再来；每一行比较并交换，与别人同时写也不会盖掉。
 * 失败策略：一行换不了告警一次、记下来，不挡住别的行；抢输的下一遍再来。
 */
import { SEALED_TABLES, type KeyRotation, type RotatedTable, type SealedTable } from '../../../../../../../common/contract/keys/rotation';
import type { CipherKeys } from '../../config/encryption';
import { cleanText } from '../../journal/redact';
import { COLLECTIONS } from '../../kernel/collections';
import { printFailure } from '../../kernel/console-line';
import type { Kernel } from '../../kernel/kernel';
import { PayError } from '../../kernel/pay-error';
import { createSealedRows, type SealedRows } from '../../ledger/sealed-rows';
import { createSealedMerchants, resealMerchant } from '../../merchants/listing/sealed';
import { resealKept } from '../../notify/kept/reseal';
import { reseal } from '../../orders/seal';
import { ordersOf } from '../../orders/store';
import { SHARING_COLLECTIONS } from '../../sharing/collections';
import { resealReceiver } from '../../sharing/receivers/receivers';
import { AUTHORIZATIONS } from '../../transfers/authorizations/collection';
import { resealAuthorization } from '../../transfers/authorizations/seal';
import { resealTransfer } from '../../transfers/reseal';

async function resealOrder(k: Kernel, _keys: CipherKeys, id: string): Promise<boolean> {
  const order = await ordersOf(k).find(id);
  return order !== undefined && (await ordersOf(k).write(order, { set: { ...reseal(k, order) } })) !== undefined;
}

/** 一行换成现在的密钥：换了没有。@throws 换不了 */
const RESEAL: Readonly<Record<SealedTable, (k: Kernel, keys: CipherKeys, id: string) => Promise<boolean>>> = {
  merchants: resealMerchant,
  orders: resealOrder,
  transfers: resealTransfer,
  transferAuthorizations: resealAuthorization,
  sharingReceivers: resealReceiver,
  notifies: resealKept,
};

/** 表的名字。 */
const NAMES: Readonly<Record<SealedTable, string>> = {
  ...COLLECTIONS,
  transferAuthorizations: AUTHORIZATIONS,
  sharingReceivers: SHARING_COLLECTIONS.receivers,
};

const rowsOf = (k: Kernel, table: SealedTable): SealedRows =>
  table === 'merchants' ? createSealedMerchants(k) : createSealedRows(k, NAMES[table]);

export interface RotationWish {
  /** 毫秒时间戳；到点就停 */
  readonly deadline: number;
  readonly batch: number;
  readonly dryRun?: boolean;
  /** 从这里接着，`表:编号` */
  readonly after?: string;
}

/** 答复里最多点名几行 */
const NAMED = 20;

interface Walked {
  readonly progress: ReadonlyMap<SealedTable, { changed: number; failed: number }>;
  readonly failures: string[];
  /** 从哪里接着 */
  readonly next?: string;
}

/** 解不开的要人管，告警一次；读不懂的行别处会说，数据库一时的毛病下一遍再来。 */
async function tellFailure(k: Kernel, table: SealedTable, id: string, error: unknown): Promise<void> {
  const why = cleanText(
    error instanceof PayError ? (error.detail ?? error.message) : error instanceof Error ? error.message : String(error),
  );
  if (!(error instanceof PayError && error.kind === 'CERTIFICATE'))
    return printFailure(`${NAMES[table]} 的 ${cleanText(id, 100)} 换不了密钥：${why}`, k.requestId);
  await k.journal.alert({
    kind: 'key-rotation-failing',
    level: 'critical',
    ...(table === 'orders' ? { out_trade_no: id } : {}),
    message: `${NAMES[table]} 的 ${cleanText(id, 100)} 换不了密钥：${why}。旧的密钥先不要拿掉`,
    fact: `${table}:${id}`,
  });
}

/** @returns 停在哪一行；走完了为 undefined */
async function walk(
  k: Kernel,
  keys: CipherKeys,
  old: readonly string[],
  table: SealedTable,
  from: string,
  { deadline, batch }: RotationWish,
  { progress, failures }: Walked,
): Promise<string | undefined> {
  const sealedRows = rowsOf(k, table);
  const done = progress.get(table) ?? { changed: 0, failed: 0 };
  for (let after = from; ;) {
    const ids = await sealedRows.next(old, after, batch);
    for (const id of ids) {
      try {
        if (await RESEAL[table](k, keys, id)) done.changed += 1;
      } catch (error) {
        done.failed += 1;
        if (failures.length < NAMED) failures.push(`${table}:${id}`);
        await tellFailure(k, table, id, error);
      }
      after = id;
      if (k.now() >= deadline) return after;
    }
    if (ids.length < batch) return undefined;
  }
}

/** 走一遍；时间用完就停下，说出从哪里接着。至少做一行：再短的时间也往前走。 */
async function walkAll(k: Kernel, keys: CipherKeys, old: readonly string[], wish: RotationWish): Promise<Walked> {
  const walked: Walked = { progress: new Map(SEALED_TABLES.map((table) => [table, { changed: 0, failed: 0 }])), failures: [] };
  const [startTable, startId = ''] = wish.after?.split(/:(.*)/s) ?? [];
  const first = Math.max(0, SEALED_TABLES.indexOf(startTable as SealedTable));
  for (const [index, table] of SEALED_TABLES.entries()) {
    if (index < first) continue;
    const from = index === first ? startId : '';
    const stopped = index > first && k.now() >= wish.deadline ? '' : await walk(k, keys, old, table, from, wish, walked);
    if (stopped !== undefined) return { ...walked, next: `${table}:${stopped}` };
  }
  return walked;
}

/** 换一些（dryRun 只数）；还剩多少在最后数，不占换的时间。 */
export async function rotate(k: Kernel, wish: RotationWish): Promise<KeyRotation> {
  const { cipher } = k.config;
  const all = [...(cipher?.byId.keys() ?? [])];
  const old = all.filter((id) => id !== cipher?.current);
  const idle = !cipher || old.length === 0 || wish.dryRun;
  const { progress, failures, next }: Walked = idle ? { progress: new Map(), failures: [] } : await walkAll(k, cipher, old, wish);
  const tables = await Promise.all(
    SEALED_TABLES.map(async (table): Promise<RotatedTable> => {
      const rows = rowsOf(k, table);
      const [left, lost] = [old.length > 0 ? await rows.count(old) : 0, await rows.countOthers(all)];
      return { table, ...(progress.get(table) ?? { changed: 0, failed: 0 }), left, lost };
    }),
  );
  const sum = (of: 'changed' | 'failed' | 'left' | 'lost'): number => tables.reduce((total, one) => total + one[of], 0);
  return {
    current: cipher?.current ?? '',
    old,
    tables,
    changed: sum('changed'),
    failed: sum('failed'),
    left: sum('left'),
    lost: sum('lost'),
    failures,
    ...(next === undefined ? {} : { next }),
  };
}
