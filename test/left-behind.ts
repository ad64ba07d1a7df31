/**
 * 不变量 I12，看不见事件的那些：另起的进程（npm start 一类）与在别处打开数据的命令，打印的每一个字、
 * 留在数据文件夹里的每一行与每一个文件，拿同样的哨兵（test/sentinels.ts）搜一遍。
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { loadDevelopmentKeys } from '../local/keys';
import { developmentKeys } from '../local/stack/config-center';
import { keysOfToday } from './keys';
import { createSentinels, isFrameworkTable, type Sentinels } from './sentinels';

/** 秘密本来就在那里的：密钥、写给云函数的配置、构建出来的代码、模拟网关自己的账。名单之外冒出来的文件一律看。 */
const ITS_PLACE = /^(?:keys\.json|token-secret|encryption-key|config-center|build)$|\.db(?:-wal|-shm)?$/;
const DATABASE = 'space.db';

function examineRows(sentinels: Sentinels, file: string): void {
  const db = new Libsql(file);
  try {
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE '$%'").all() as { name: string }[];
    for (const { name } of tables.filter((table) => !isFrameworkTable(table.name)))
      for (const { doc } of db.prepare(`SELECT doc FROM "${name}"`).all() as { doc: string }[]) sentinels.examine(`表 ${name}`, doc);
  } finally {
    db.close();
  }
}

export interface LeftBehind {
  /** 打印过的全部文字 */
  readonly printed: string;
  /** 数据文件夹；没有写过的可以还不存在 */
  readonly dataDir: string;
}

/** 进程结束之后叫。@throws Error 有秘密漏在了打印的文字、表或文件里，逐处说明 */
export async function requireNothingLeft({ printed, dataDir }: LeftBehind): Promise<void> {
  const sentinels = createSentinels();
  const has = (name: string): boolean => existsSync(join(dataDir, name));
  const token = has('token-secret') ? readFileSync(join(dataDir, 'token-secret'), 'utf8').trim() : '';
  const keys = has('keys.json') ? await loadDevelopmentKeys(dataDir) : await keysOfToday();
  sentinels.watch(keys, { keys: has('encryption-key') ? developmentKeys(dataDir) : [], token });
  sentinels.examine('打印的', printed);
  if (has(DATABASE)) examineRows(sentinels, join(dataDir, DATABASE));
  for (const name of existsSync(dataDir) ? readdirSync(dataDir) : [])
    if (!ITS_PLACE.test(name) && statSync(join(dataDir, name)).isFile())
      sentinels.examine(`文件 ${name}`, readFileSync(join(dataDir, name), 'utf8'));
  sentinels.requireNone();
}
