/**
 * 复核台上已有的一件事又出现了。还等着人看的，记下新的证据就够了；了结了的：
 * 原因没了自己离开的，再出现就是原因回来了；人销掉的，只有没见过的证据才值得再看一次。
 */
import type { StaffAct } from '../../../../../../common/contract/review/acts';
import type { NoteAlert } from '../../../../../../common/contract/review/review';
import { COLLECTIONS } from '../kernel/collections';
import type { Document, Vk } from '../kernel/vk';

/** 又看到了什么。 */
export interface Sighting {
  readonly evidence: string;
  readonly message: string;
  readonly alert: NoteAlert;
  /** 毫秒 */
  readonly at: number;
  readonly requestId: string;
}

/** 与员工同时改这一行，最多再来这么多次；写不进去就等下一次看到。 */
const TRIES = 3;
/** 记住最近多少种证据 */
const KEPT = 20;

/** @returns 重新打开时，这一行的版本（每次重新打开各不相同）；没有重新打开为空 */
export async function seenAgain({ baseDao }: Vk, id: string, { evidence, message, alert, at, requestId }: Sighting): Promise<string> {
  const dbName = COLLECTIONS.reviews;
  for (let left = TRIES; left > 0; left -= 1) {
    const row = await baseDao.findById({ dbName, id });
    if (!row) return '';
    // 早先的版本没有记证据：当作见过。
    const known = Array.isArray(row['evidence']) ? (row['evidence'] as readonly unknown[]) : [evidence];
    const isNew = !known.includes(evidence);
    const acts = (row['acts'] ?? []) as readonly StaffAct[];
    const reopens = row['status'] === 'DONE' && (isNew || acts.at(-1)?.operator === 'system');
    if (!isNew && !reopens) return '';
    const version = Number(row['version']) + 1;
    const reopened: StaffAct = { act: 'reopen', operator: 'system', reason: message, at, requestId };
    const dataJson: Document = {
      evidence: [...known.filter((one) => one !== evidence), evidence].slice(-KEPT),
      message,
      alert,
      version,
      ...(reopens ? { status: 'OPEN', acts: [...acts, reopened] } : {}),
    };
    if (await baseDao.updateAndReturn({ dbName, whereJson: { _id: id, version: row['version'] }, dataJson }))
      return reopens ? `${version}` : '';
  }
  return '';
}
