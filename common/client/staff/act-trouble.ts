/** 员工办一件事没有办成时说的话：服务端拒绝的用它的原话；没有等到答复的不说失败，先看最新的样子再决定。 */
import type { Trouble } from '../pay/trouble';
import type { Failure } from '../shell/errors';
import { FAILURES } from '../words/failures';
import { STAFF } from '../words/staff';
import { serverWords } from './said-by-server';

export const actTrouble = (failure: Failure): Trouble =>
  failure.unknown
    ? { tone: 'warning', text: FAILURES.unclear(failure.msg), detail: STAFF.lookFirst }
    : { tone: 'warning', text: STAFF.notDone(serverWords(failure)) };
