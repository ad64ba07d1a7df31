/** 查与列：没有结论的向网关求证。 */
import { listSharingsSchema, sharingNumberSchema } from '../../../../../../common/contract/sharing/params';
import type { ListSharingsAnswer, SharingAnswer } from '../../../../../../common/contract/sharing/services';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { ordersOf } from '../orders/store';
import { sharingListOf } from './listing/store';
import type { SharingRecord } from './record';
import { sharingsOf } from './store';
import { refreshSharing } from './submit';
import { standingOf, viewSharing } from './view';

type Body<Answer> = Omit<Answer, 'code' | 'msg' | 'requestId'>;

const DEFAULT_PAGE = 20;
const NEWEST = [
  { name: 'create_date', type: 'desc' },
  { name: '_id', type: 'desc' },
] as const;

/** 连同那张订单走到哪里。 */
export async function answerSharing(k: Kernel, sharing: SharingRecord): Promise<Body<SharingAnswer>> {
  return { sharing: viewSharing(sharing), standing: standingOf(await ordersOf(k).require(sharing.out_trade_no)) };
}

/** querySharing。@throws PayError 40001 / 40005 */
export async function querySharing(k: Kernel, input: unknown): Promise<SharingRecord> {
  const { out_sharing_no } = requireParams(sharingNumberSchema, input);
  const sharing = await sharingsOf(k).find(out_sharing_no);
  if (!sharing) throw new PayError('ORDER_NOT_FOUND');
  try {
    return await refreshSharing(k, sharing, true);
  } catch (error) {
    // 重发被拒绝的也只是一种结论。
    if (!(error instanceof PayError)) throw error;
    return (await sharingsOf(k).find(out_sharing_no)) ?? sharing;
  }
}

/** listSharings：新的在前。@throws PayError 40001 / 40005 */
export async function listSharings(k: Kernel, input: unknown): Promise<Body<ListSharingsAnswer>> {
  const { out_trade_no, status, pageSize = DEFAULT_PAGE, after } = requireParams(listSharingsSchema, input);
  const order = out_trade_no === undefined ? undefined : await ordersOf(k).require(out_trade_no);
  const [date = '', id = ''] = after?.split('.') ?? [];
  const where = {
    ...(out_trade_no === undefined ? {} : { out_trade_no }),
    ...(status === undefined ? {} : { status }),
    ...(after === undefined ? {} : { create_date: k.vk.getUnicloud()._.lte(Number(date)) }),
  };
  // 同一毫秒里的也不漏：多取一些，从上一页的最后一张之后接着。
  const { rows } = await sharingListOf(k).list(where, { sort: NEWEST, pageIndex: 1, pageSize: pageSize + 21 });
  const rest = after === undefined ? rows : rows.filter((row) => row.create_date < Number(date) || row._id < id);
  const page = rest.slice(0, pageSize);
  const last = page.at(-1);
  return {
    rows: page.map(viewSharing),
    ...(rest.length > pageSize && last ? { next: `${last.create_date}.${last._id}` } : {}),
    ...(order ? { standing: standingOf(order) } : {}),
  };
}
