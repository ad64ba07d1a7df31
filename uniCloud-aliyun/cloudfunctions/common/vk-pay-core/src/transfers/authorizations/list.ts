/** 列出收款授权：员工看全部，收款人看请他答应的与他答应着的。 */
import { listAuthorizationsSchema } from '../../../../../../../common/contract/transfers/authorization-params';
import type { ListAuthorizationsAnswer, MyAuthorizationsAnswer } from '../../../../../../../common/contract/transfers/services';
import type { Kernel } from '../../kernel/kernel';
import { requireParams } from '../../kernel/validate';
import { authorizationListOf } from './listing/store';
import { viewAuthorizationForStaff, viewOwnAuthorization } from './view';

type Body<Answer> = Omit<Answer, 'code' | 'msg' | 'requestId'>;

const DEFAULT_PAGE = 20;
const NEWEST = [
  { name: 'create_date', type: 'desc' },
  { name: '_id', type: 'desc' },
] as const;

/** listTransferAuthorizations：新的在前。@throws PayError 40001 */
export async function listAuthorizations(k: Kernel, input: unknown): Promise<Body<ListAuthorizationsAnswer>> {
  const { status, out_authorization_no, user_id, pageSize = DEFAULT_PAGE, after } = requireParams(listAuthorizationsSchema, input);
  const command = k.vk.getUnicloud()._;
  const [date = '', id = ''] = after?.split('.') ?? [];
  const where = {
    ...(status === undefined ? {} : { status }),
    ...(out_authorization_no === undefined ? {} : { _id: out_authorization_no }),
    ...(user_id === undefined ? {} : { user_id }),
    ...(after === undefined ? {} : { create_date: command.lte(Number(date)) }),
  };
  // 同一毫秒里的也不漏：多取一些，从上一页的最后一张之后接着。
  const { rows } = await authorizationListOf(k).list(where, { sort: NEWEST, pageIndex: 1, pageSize: pageSize + 21 });
  const rest = after === undefined ? rows : rows.filter((row) => row.create_date < Number(date) || row._id < id);
  const page = rest.slice(0, pageSize);
  const last = page.at(-1);
  return {
    rows: page.map(viewAuthorizationForStaff),
    ...(rest.length > pageSize && last ? { next: `${last.create_date}.${last._id}` } : {}),
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
