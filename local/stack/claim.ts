/** 占位：启动的第一步就锁住数据目录、占住端口，有冲突当场知道，而不是构建了十秒之后。 */
import { lockData, type DataLock } from './data-lock';
import { openDoor, type Door, type DoorOptions } from './door';

export interface Place {
  readonly door: Door;
  release(): Promise<void>;
}

export interface ClaimOptions extends DoorOptions {
  /** 没有就不锁（数据全在内存里） */
  readonly dataDir?: string;
}

/**
 * @throws DataInUseError 数据目录正被另一个进程使用；DataFolderError 数据目录不能用；PortTakenError 端口被占用；BadHostError 地址不是本机的
 */
export async function claimPlace({ dataDir, ...options }: ClaimOptions): Promise<Place> {
  const lock: DataLock | undefined = dataDir === undefined ? undefined : lockData(dataDir);
  try {
    const door = await openDoor(options);
    lock?.signedBy({ pid: process.pid, url: door.url });
    return {
      door,
      async release() {
        await door.close();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}
