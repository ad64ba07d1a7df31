/** 员工查错误：按请求编号、按订单号，或最近的。只看；入参与堆栈留在库里。 */
import type { ErrorView, FindErrorsAnswer } from '../../../../../../common/contract/watch/journal';
import { findErrorsSchema } from '../../../../../../common/contract/watch/journal-params';
import type { Kernel } from '../kernel/kernel';
import { requireParams } from '../kernel/validate';
import type { Document } from '../kernel/vk';
import { createJournalReader } from './store';

const PAGE = 20;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const OPTIONAL = ['gateway_code', 'detail', 'out_trade_no', 'request_id', 'user_id'] as const;

function viewError(row: Document): ErrorView {
  return {
    id: String(row['_id']),
    at: Number(row['create_date']),
    source: row['source'] === 'client' ? 'client' : 'cloud',
    type: text(row['type']),
    code: Number(row['error_code']),
    message: text(row['error_message']),
    action: text(row['error_action']),
    ...Object.fromEntries(OPTIONAL.flatMap((name) => (text(row[name]) ? [[name, text(row[name])]] : []))),
    ...(typeof row['retryable'] === 'boolean' ? { retryable: row['retryable'] } : {}),
  };
}

/** findErrors。调用方必须已核验员工身份。@throws PayError 40001 */
export async function findErrors(k: Kernel, input: unknown): Promise<Omit<FindErrorsAnswer, 'code' | 'msg' | 'requestId'>> {
  const { pageIndex = 1, pageSize = PAGE, code, ...numbers } = requireParams(findErrorsSchema, input ?? {});
  const where = { ...numbers, ...(code === undefined ? {} : { error_code: code }) };
  const { rows, hasMore } = await createJournalReader(k.vk).errors(where, pageIndex, pageSize);
  return { rows: rows.map(viewError), hasMore, server_date: k.now() };
}
