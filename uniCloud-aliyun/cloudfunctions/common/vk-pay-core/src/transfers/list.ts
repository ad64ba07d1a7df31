/** 列出转账：员工看全部，收款人看自己的。 */
import { beijingText } from '../../../../../../common/contract/beijing-text';
import { listTransfersSchema } from '../../../../../../common/contract/transfers/params';
import type {
  ListTransfersAnswer,
  MyTransferAnswer,
  MyTransfersAnswer,
  TransferLimits,
} from '../../../../../../common/contract/transfers/services';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { DEFAULT_PAGE, NEWEST, newestPage } from '../ledger/newest-page';
import { usedOn } from './budget/store';
import { transferListOf } from './listing/store';
import { findTransfer, refreshed } from './query';
import type { TransferRecord } from './record';
import { confirmOptions, viewTransfer, viewTransferForStaff } from './view';

type Body<Answer> = Omit<Answer, 'code' | 'msg' | 'requestId'>;

type Configured = NonNullable<Kernel['config']['settings']['transfers']>;
const limitsOf = ({ maxFee, personDayFee, approvalFee }: Configured, left_fee: number): TransferLimits => ({
  max_fee: maxFee,
  person_day_fee: personDayFee,
  left_fee,
  ...(approvalFee === undefined ? {} : { approval_fee: approvalFee }),
});

/** listTransfers：新的在前。@throws PayError 40001 */
export async function listTransfers(k: Kernel, input: unknown): Promise<Body<ListTransfersAnswer>> {
  const { status, out_bill_no, user_id, ...paging } = requireParams(listTransfersSchema, input);
  const where = {
    ...(status === undefined ? {} : { status }),
    ...(out_bill_no === undefined ? {} : { _id: out_bill_no }),
    ...(user_id === undefined ? {} : { user_id }),
  };
  const { page, next } = await newestPage(k, transferListOf(k), where, paging);
  const { transfers } = k.config.settings;
  const used = await usedOn(k, beijingText(k.now(), 'YYYY-MM-DD'));
  const left_fee = Math.max(0, (transfers?.dayFee ?? 0) - used);
  return {
    rows: page.map(viewTransferForStaff),
    ...(next === undefined ? {} : { next }),
    left_fee,
    ...(transfers ? { limits: limitsOf(transfers, left_fee) } : {}),
    server_date: k.now(),
  };
}

const mine = (k: Kernel, transfer: TransferRecord): MyTransferAnswer['transfer'] => {
  const options = confirmOptions(k, transfer);
  return { ...viewTransfer(transfer), ...(options ? { options } : {}) };
};

/** 还没有请求过网关的（在等人点头）不给收款人看。 */
export async function listMyTransfers(k: Kernel, user_id: string): Promise<Body<MyTransfersAnswer>> {
  const command = k.vk.getUnicloud()._;
  const where = { user_id, status: command.in(['PENDING', 'WAIT_CONFIRM', 'UNKNOWN', 'SUCCESS', 'FAILED', 'CANCELLED']) };
  const { rows } = await transferListOf(k).list(where, { sort: NEWEST, pageIndex: 1, pageSize: DEFAULT_PAGE });
  return { rows: rows.map((row) => mine(k, row)), server_date: k.now() };
}

/** 收款人看自己的一笔，没有结论时会问网关。@throws PayError 40005 没有，或是别人的 */
export async function myTransfer(k: Kernel, input: unknown, user_id: string): Promise<Body<MyTransferAnswer>> {
  const transfer = await findTransfer(k, input);
  if (transfer.user_id === '' || transfer.user_id !== user_id || transfer.status === 'CREATED') throw new PayError('ORDER_NOT_FOUND');
  return { transfer: mine(k, await refreshed(k, transfer)) };
}
