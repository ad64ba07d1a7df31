/** durability.test.ts 的子进程：不停地写，每写成一条报一次；父进程随时会杀掉它。 */
import { createOperationPort, Engine, LocalDatabase } from '../../../local/unicloud/database';

const [file = '', databaseDir = ''] = process.argv.slice(2);
const db = new LocalDatabase(new Engine(file, databaseDir, 'FULL', Date.now), createOperationPort());

async function main(): Promise<void> {
  for (let n = 0; ; n += 1) {
    await db.collection('rows').add({ _id: `row${String(n).padStart(6, '0')}`, n });
    const t = await db.startTransaction();
    await t.collection('pairs').doc(`left${n}`).set({ n });
    await t.collection('pairs').doc(`right${n}`).set({ n });
    if (n % 3 === 2) {
      // 这一笔永远不提交：重启后不能看到它的任何一半。
      process.send?.({ open: n });
      continue;
    }
    await t.commit();
    process.send?.({ done: n });
  }
}

void main();
