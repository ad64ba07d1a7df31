/** 没有打开、没有查成之后的路：再来一次有用的先给「重试」，没有登录的先登录，总能返回。 */
import { ERROR_CATALOGUE } from '../../contract/errors';
import { SHELL } from '../words/shell';
import type { PageAction } from './actions';
import type { Failure } from './errors';
import { goBack } from './navigation';

/** 再问多少次都是同一个答复：没有这张单，地址里写的不对 */
const FINAL: readonly number[] = [ERROR_CATALOGUE.ORDER_NOT_FOUND.code, ERROR_CATALOGUE.PARAM.code];

/** @param busy 正在重试 */
export function waysOn(failure: Failure | undefined, retry: () => unknown, busy = false): PageAction[] {
  const back: PageAction = { id: 'back', label: SHELL.back, run: goBack };
  if (failure && failure.kind !== 'login' && FINAL.includes(Number(failure.code))) return [back];
  return [{ id: 'retry', label: failure?.kind === 'login' ? SHELL.signIn : SHELL.retry, online: true, busy, run: retry }, back];
}
