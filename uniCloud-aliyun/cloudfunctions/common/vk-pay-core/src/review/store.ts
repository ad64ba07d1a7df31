/** payment_reviews 的读写：记下来等人看的事（由 journal 的告警写下）。版本没变才写。 */
import { NOTE_KINDS, type NoteAlert, type NoteKind } from '../../../../../../common/contract/review/review';
import type { ReviewProposal, StaffAct } from '../../../../../../common/contract/review/acts';
import type { ReviewNote } from '../journal/journal';
import { COLLECTIONS } from '../kernel/collections';
import { perKernel, type ReceivingKernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';

export interface NoteRecord extends ReviewNote {
  readonly _id: string;
  readonly out_trade_no?: string;
  readonly message: string;
  readonly alert?: NoteAlert;
  readonly status: 'OPEN' | 'DONE';
  readonly acts: readonly StaffAct[];
  readonly proposal?: ReviewProposal;
  readonly version: number;
  readonly create_date: number;
}

const dbName = COLLECTIONS.reviews;

function readNote(document: Document): NoteRecord | undefined {
  const sound = typeof document['_id'] === 'string' && (NOTE_KINDS as readonly unknown[]).includes(document['kind']);
  return sound ? (document as unknown as NoteRecord) : undefined;
}

export interface NoteStore {
  /** 没有了结的，最早的在前 */
  listOpen(kind: NoteKind, limit: number): Promise<NoteRecord[]>;
  find(id: string): Promise<NoteRecord | undefined>;
  /** 被别人抢先返回 undefined */
  write(
    note: NoteRecord,
    set: Partial<Pick<NoteRecord, 'status' | 'acts'>> & { readonly proposal?: ReviewProposal | undefined },
  ): Promise<NoteRecord | undefined>;
}

export const notesOf = perKernel(createNoteStore);

function createNoteStore(k: ReceivingKernel): NoteStore {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;
  return {
    async listOpen(kind, limit) {
      const sortArr = [{ name: 'create_date', type: 'asc' }] as const;
      const { rows } = await baseDao.select({
        dbName,
        whereJson: { status: 'OPEN', kind },
        sortArr,
        pageIndex: 1,
        pageSize: limit,
        getCount: false,
      });
      return rows.flatMap((row) => readNote(row) ?? []);
    },
    async find(id) {
      if (typeof id !== 'string' || id === '') throw new Error('编号未经校验');
      const row = await baseDao.findById({ dbName, id });
      return row ? readNote(row) : undefined;
    },
    async write(note, { proposal, ...set }) {
      const row = await baseDao.updateAndReturn({
        dbName,
        whereJson: { _id: note._id, version: note.version },
        dataJson: { ...set, proposal: proposal ? command.set(proposal) : command.remove(), version: command.inc(1) },
      });
      return row ? readNote(row) : undefined;
    },
  };
}
