/** 查与列：没有结论的向网关求证。 */
import { listSharingsSchema, sharingNumberSchema } from '../../../../../../common/contract/sharing/params';
import type { ListSharingsAnswer, SharingAnswer } from '../../../../../../common/contract/sharing/services';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { newestPage } from '../ledger/newest-page';
import { ordersOf } from '../orders/store';
import { sharingListOf } from './listing/store';
import type { SharingRecord } from './record';
import { sharingsOf } from './store';
import { refreshSharing } from './submit';
import { standingOf, viewSharing } from './view';

type Body<Answer> = Omit<Answer, 'code' | 'msg' | 'requestId'>;

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
  const { out_trade_no, status, ...paging } = requireParams(listSharingsSchema, input);
  const order = out_trade_no === undefined ? undefined : await ordersOf(k).require(out_trade_no);
  const where = {
    ...(out_trade_no === undefined ? {} : { out_trade_no }),
    ...(status === undefined ? {} : { status }),
  };
  const { page, next } = await newestPage(k, sharingListOf(k), where, paging);
  return {
    rows: page.map(viewSharing),
    ...(next === undefined ? {} : { next }),
    ...(order ? { standing: standingOf(order) } : {}),
  };
}
