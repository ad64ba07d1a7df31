/** 一个被乱敲的目标：乱写什么，什么永远不会发生。 */
import type { IAsyncProperty, IProperty } from 'fast-check';

export interface Opened {
  readonly property: IAsyncProperty<[unknown]> | IProperty<[unknown]>;
  close?(): Promise<void>;
}

export interface Target {
  /** 敲的是什么，一句话 */
  readonly title: string;
  /** 要整套系统的慢一些：快的那组测试不敲它 */
  readonly needsStack?: true;
  open(): Opened | Promise<Opened>;
}

/** 只许抛出目录里的错误；别的就是没有料到。 */
export function onlyPayErrors<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const { kind } = error as { kind?: unknown };
    if (typeof kind === 'string' && kind !== 'SYSTEM') return undefined;
    throw error;
  }
}
