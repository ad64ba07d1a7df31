/** 员工办一件事没有办成时说的话：服务端拒绝的用它的原话；没有等到答复的不说失败，先看最新的样子再决定。 */
import type { Trouble } from '../pay/trouble';
import type { Failure } from '../shell/errors';
import { FAILURES } from '../words/failures';
import { STAFF } from '../words/staff';

export const actTrouble = ({ unknown, msg, said }: Failure): Trouble =>
  unknown ? { tone: 'warning', text: FAILURES.unclear(msg), detail: STAFF.lookFirst } : { tone: 'warning', text: STAFF.notDone(said) };
