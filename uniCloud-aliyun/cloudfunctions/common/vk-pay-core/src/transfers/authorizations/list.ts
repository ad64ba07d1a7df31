/** 列出收款授权：员工看全部，收款人看请他答应的与他答应着的。 */
import { listAuthorizationsSchema } from '../../../../../../../common/contract/transfers/authorization-params';
import type { ListAuthorizationsAnswer, MyAuthorizationsAnswer } from '../../../../../../../common/contract/transfers/services';
import type { Kernel } from '../../kernel/kernel';
import { requireParams } from '../../kernel/validate';
import { DEFAULT_PAGE, NEWEST, newestPage } from '../../ledger/newest-page';
import { authorizationListOf } from './listing/store';
import { viewAuthorizationForStaff, viewOwnAuthorization } from './view';

type Body<Answer> = Omit<Answer, 'code' | 'msg' | 'requestId'>;

/** listTransferAuthorizations：新的在前。@throws PayError 40001 */
export async function listAuthorizations(k: Kernel, input: unknown): Promise<Body<ListAuthorizationsAnswer>> {
  const { status, out_authorization_no, user_id, ...paging } = requireParams(listAuthorizationsSchema, input);
  const where = {
    ...(status === undefined ? {} : { status }),
    ...(out_authorization_no === undefined ? {} : { _id: out_authorization_no }),
    ...(user_id === undefined ? {} : { user_id }),
  };
  const { page, next } = await newestPage(k, authorizationListOf(k), where, paging);
  return {
    rows: page.map(viewAuthorizationForStaff),
    ...(next === undefined ? {} : { next }),
    open: k.config.settings.transfers !== undefined,
    server_date: k.now(),
  };
}

/** 关了的、没有受理的不给收款人看：没有他要做的事。 */
export async function listMyAuthorizations(k: Kernel, user_id: string): Promise<Body<MyAuthorizationsAnswer>> {
  const where = { user_id, status: k.vk.getUnicloud()._.in(['WAIT_CONFIRM', 'TAKING_EFFECT']) };
  const { rows } = await authorizationListOf(k).list(where, { sort: NEWEST, pageIndex: 1, pageSize: DEFAULT_PAGE });
  return { rows: rows.map((row) => viewOwnAuthorization(k, row)), server_date: k.now() };
}
