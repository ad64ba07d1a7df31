/** 样例的日志簿：日志、错误、告警、复核台上的事都由产品自己的 journal 拼成，只是不写数据库、不上控制台。 */
import type { Document } from '../../local/unicloud';
import { createJournal, type Journal } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/journal/journal';
import type { JournalStore } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/journal/store';
import { addRow, type Rows } from './rows';

export interface Logbook {
  /** 某一刻、某个请求的日志。@param ip 付款人自己来的才有 */
  open(at: number, requestId: string, ip?: string, agent?: string): Journal;
  /** 等到都写进了 rows */
  flush(): Promise<void>;
}

/** 24 位十六进制，与云端自动生成的一样长；同一份样例每次都一样。 */
function rowId(at: number, serial: number): string {
  return `${Math.floor(at / 1000).toString(16)}5eed000000${serial.toString(16).padStart(6, '0')}`;
}

const silent = (): void => undefined;

export function openLogbook(rows: Rows): Logbook {
  let serial = 0;
  const append = async (table: string, row: Document): Promise<void> => {
    serial += 1;
    addRow(rows, table, { _id: rowId(Number(row['create_date']), serial), ...row });
  };
  const once = async (table: string, row: Document): Promise<boolean> => append(table, row).then(() => true);
  const store: JournalStore = { append, appendOnce: once, seenAgain: async () => '' };
  const open: Journal[] = [];
  return {
    open(at, requestId, ip, agent) {
      const context = ip === undefined ? {} : { CLIENTIP: ip, ...(agent === undefined ? {} : { CLIENTUA: agent }) };
      const journal = createJournal(store, context, () => at, requestId, silent);
      open.push(journal);
      return journal;
    },
    async flush() {
      for (const journal of open.splice(0)) await journal.flush();
    },
  };
}
