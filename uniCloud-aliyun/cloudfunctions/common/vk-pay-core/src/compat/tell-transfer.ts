/**
 * 转账有了结论，告诉商户的 `pay-notify/transfer.js`（它的文档：文件名固定，提现没有付成的余额多半在这里退回）。
 * 要告诉的记号与结论同一次写入（transfers/store），所以通知、查询、定时任务得来的结论都会告诉；在租约之下，办成为止，没有这个文件就不用告诉。
 */
import { beijingText } from '../../../../../../common/contract/beijing-text';
import { manifestOf } from '../../../../../../common/contract/channels';
import { printFailure } from '../kernel/console-line';
import type { Kernel } from '../kernel/kernel';
import { perform, type TaskSpec } from '../ledger/task';
import { transferListOf } from '../transfers/listing/store';
import { openPayee } from '../transfers/payee';
import type { TransferRecord } from '../transfers/record';
import { transfersOf } from '../transfers/store';
import { runFixedFile } from './handlers';

const FILE = 'transfer';
/** 它的文档里的说法。 */
const STATES: Readonly<Partial<Record<TransferRecord['status'], string>>> = { SUCCESS: 'SUCCESS', FAILED: 'FAIL', CANCELLED: 'CANCELLED' };
/** 一轮最多告诉多少笔、多久 */
const BATCH = 50;
const ROUND_MS = 20_000;
const TOLD = { status: 'DONE', attempts: 0, next_date: 0 } as const;
const time = (at: number): string => beijingText(at, 'YYYY-MM-DDTHH:mm:ssZ');

/** 网关没有受理的不告诉：叫的人当场就知道，而且可以同号再来。要收款人确认的渠道才有通知（支付宝当场就有结果）。 */
const isWorthTelling = ({ status, failure, provider }: TransferRecord): boolean =>
  STATES[status] !== undefined && failure?.closed !== false && manifestOf(provider).transfer?.confirmed === true;

/** `obj.data`，字段照它的文档。 */
function noticeOf(k: Kernel, transfer: TransferRecord): Readonly<Record<string, unknown>> {
  const { status, failure, transfer_bill_no, appid, mchid, out_bill_no, transfer_fee, content, submit_date, finish_date } = transfer;
  return {
    appid,
    mch_id: mchid,
    out_bill_no,
    ...(transfer_bill_no ? { transfer_bill_no } : {}),
    state: STATES[status],
    transfer_amount: transfer_fee,
    transfer_remark: content.remark,
    ...(transfer.payee === undefined ? {} : { openid: openPayee(k, transfer).identity }),
    ...(failure?.gateway_code ? { fail_reason: failure.gateway_code } : {}),
    create_time: time(submit_date || transfer.create_date),
    update_time: time(finish_date ?? transfer.update_date),
  };
}

const isPending = ({ told }: TransferRecord): boolean => told?.status === 'PENDING' || told?.status === 'FAILED';

async function tell(k: Kernel, transfer: TransferRecord): Promise<void> {
  const transfers = transfersOf(k);
  // 收款人是谁留到告诉完为止。
  const save: TaskSpec<TransferRecord>['save'] = (row, told, db) => {
    const over = told.status === 'DONE' && STATES[row.status] !== undefined;
    return transfers.write(row, { set: { told, ...(over ? { payee: undefined, sealed_with: undefined } : {}) } }, undefined, db);
  };
  if (!isWorthTelling(transfer)) return void (await save(transfer, TOLD));
  await perform(k, transfer, {
    name: 'tell',
    title: `转账有了结论，${FILE}.js `,
    external: true,
    subject: {
      out_trade_no: transfer._id,
      provider: transfer.provider,
      platform: transfer.platform,
      pid: transfer.pid,
      amount: transfer.transfer_fee,
      user_id: transfer.user_id,
    },
    find: (id) => transfers.find(id),
    save,
    stateOf: ({ told }) => told ?? TOLD,
    isWanted: isPending,
    async run(row) {
      if (!(await runFixedFile(k.vk, FILE, noticeOf(k, row)))) throw new Error(`pay-notify/${FILE}.js 返回 false`);
    },
  });
}

/** 还没有告诉的都告诉一遍；从不抛出，没有告诉成的下一轮再来。不是兼容包的什么也不做。 */
export async function tellTransfers(k: Kernel): Promise<void> {
  if (!k.touched) return;
  const until = k.now() + ROUND_MS;
  const store = transferListOf(k);
  try {
    const { rows, broken } = await store.due({ field: 'told.next_date', limit: BATCH });
    for (const id of broken) await store.setAside(id, 'told.next_date');
    for (const row of rows) if (k.now() < until) await tell(k, row);
  } catch (error) {
    printFailure(`转账的结论没有告诉成：${error instanceof Error ? error.message : String(error)}`, k.requestId);
  }
}
