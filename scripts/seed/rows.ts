/** 写好等着入库的：表名 → 行。 */
import type { Document } from '../../local/unicloud';

export type Rows = Map<string, Document[]>;

export const addRow = (rows: Rows, table: string, row: Document): void => {
  const list = rows.get(table);
  if (list) list.push(row);
  else rows.set(table, [row]);
};
