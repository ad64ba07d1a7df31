/** payment_events 的读写。同一件事只有一行；版本没变才写。 */
import { COLLECTIONS } from '../kernel/collections';
import { isDuplicateKey } from '../kernel/duplicate-key';
import { perKernel, type ReceivingKernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';
import { createListing, type Listing } from '../ledger/listing';
import { readEvent, type EventRecord } from './record';

const dbName = COLLECTIONS.events;

export interface EventStore extends Listing<EventRecord> {
  /** 已经有了就什么也不做 */
  addOnce(event: EventRecord): Promise<void>;
  find(id: string): Promise<EventRecord | undefined>;
  /** 被别人抢先返回 undefined */
  write(
    event: EventRecord,
    set: Partial<Pick<EventRecord, 'status' | 'attempts' | 'next_date' | 'sending_until' | 'tries' | 'resends' | 'delivered_date'>>,
  ): Promise<EventRecord | undefined>;
}

export const eventsOf = perKernel(createEventStore);

function createEventStore(k: ReceivingKernel): EventStore {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;
  return {
    ...createListing(k, dbName, readEvent),
    async addOnce(event) {
      try {
        await baseDao.add({ dbName, dataJson: { ...event } as unknown as Document, cancelAddTime: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    async find(id) {
      if (typeof id !== 'string' || id === '') throw new Error('编号未经校验');
      const row = await baseDao.findById({ dbName, id });
      return row ? readEvent(row) : undefined;
    },
    async write(event, set) {
      const row = await baseDao.updateAndReturn({
        dbName,
        whereJson: { _id: event._id, version: event.version },
        dataJson: { ...set, version: command.inc(1) },
      });
      return row ? readEvent(row) : undefined;
    },
  };
}
