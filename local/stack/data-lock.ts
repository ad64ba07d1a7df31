/**
 * 数据目录的锁：同一份数据只由一个进程使用，换一个端口也不行。
 * 锁是操作系统的文件锁（SQLite 的排他事务），进程怎样结束都会自动放开，没有陈旧的锁要清理。
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Libsql from 'libsql';

/** 谁在使用；只用来给人看。 */
export interface DataHolder {
  readonly pid: number;
  /** 它的网址，如 http://localhost:9099 */
  readonly url: string;
}

/** 数据目录正被另一个进程使用。 */
export class DataInUseError extends Error {
  constructor(
    readonly dataDir: string,
    readonly holder: DataHolder | undefined,
  ) {
    const who = holder ? `（进程 ${holder.pid}，${holder.url}/）` : '';
    super(`数据目录 ${relative(process.cwd(), dataDir) || '.'} 正被另一个 vk-pay 使用${who}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: '那里是一个文件',
  ENOTDIR: '那里是一个文件',
  EACCES: '没有权限写',
  EPERM: '没有权限写',
  EROFS: '那里只能读',
  SQLITE_CANTOPEN: '没有权限写',
};
/** 数据目录建不出来、写不进去。 */
export class DataFolderError extends Error {
  constructor(dataDir: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    super(`数据目录 ${relative(process.cwd(), dataDir) || '.'} 不能用：${REASONS[code ?? ''] ?? message}`, { cause });
  }
}

export interface DataLock {
  /** 写下是谁在用，给后来的人看 */
  signedBy(holder: DataHolder): void;
  release(): void;
}

const NOTE = 'running.json';

function readHolder(dataDir: string): DataHolder | undefined {
  try {
    const { pid, url } = JSON.parse(readFileSync(join(dataDir, NOTE), 'utf8')) as Record<string, unknown>;
    return typeof pid === 'number' && typeof url === 'string' ? { pid, url } : undefined;
  } catch {
    return undefined;
  }
}

function openLock(dataDir: string): Libsql.Database {
  try {
    mkdirSync(dataDir, { recursive: true });
    return new Libsql(join(dataDir, 'lock.db'), { timeout: 0 });
  } catch (error) {
    throw new DataFolderError(dataDir, error);
  }
}

/**
 * 独占数据目录，直到 release 或进程结束。
 * @throws DataInUseError 已有进程在用；DataFolderError 建不出来、写不进去
 */
export function lockData(dataDir: string): DataLock {
  const db = openLock(dataDir);
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if ((error as { code?: unknown }).code === 'SQLITE_BUSY') throw new DataInUseError(dataDir, readHolder(dataDir));
    throw error;
  }
  const note = join(dataDir, NOTE);
  rmSync(note, { force: true });
  return {
    signedBy: (holder) => writeFileSync(note, JSON.stringify(holder)),
    release() {
      if (!db.open) return;
      rmSync(note, { force: true });
      db.close();
    },
  };
}
