/** 一条命接一条命：当前的子进程，与已经载入好代码、等着接手的下一个。 */
import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Order, Reply } from './child';

type Words<T> = T extends { readonly n: number } ? Omit<T, 'n'> : never;

/** 一条命。 */
export interface Life {
  /** 下一道命令；没有答完就死了返回 undefined。@throws Error 命令失败 */
  ask(words: Words<Order>): Promise<unknown>;
  kill(): void;
  /** 死了，连同退出的样子 */
  readonly dead: Promise<string>;
  readonly alive: boolean;
}

function hatch(script: string, log: string): Life & { readonly ready: Promise<unknown> } {
  const fd = openSync(log, 'a');
  const child: ChildProcess = fork(script, [], { execArgv: [], stdio: ['ignore', fd, fd, 'ipc'] });
  closeSync(fd);
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let alive = true;
  let n = 0;
  const wait = (number: number): Promise<unknown> =>
    new Promise((resolve, reject) => (alive ? waiting.set(number, { resolve, reject }) : resolve(undefined)));
  const ready = wait(0);
  child.on('message', ({ n: number, value, error }: Reply) => {
    const one = waiting.get(number);
    waiting.delete(number);
    if (error === undefined) one?.resolve(value);
    else one?.reject(new Error(error));
  });
  const dead = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      alive = false;
      for (const { resolve: settle } of waiting.values()) settle(undefined);
      waiting.clear();
      resolve(signal ?? `退出码 ${String(code)}`);
    });
  });
  return {
    ready,
    dead,
    get alive() {
      return alive;
    },
    kill: () => void child.kill('SIGKILL'),
    ask(words) {
      n += 1;
      const answer = wait(n);
      // 管道断在途中的，等它的死讯就是了。
      if (alive) child.send({ ...words, n } as Order, () => undefined);
      return answer;
    },
  };
}

export interface Lives {
  /** 下一条命；它的下一条随即开始载入 */
  next(): Promise<Life>;
  end(): Promise<void>;
}

/** @param log 子进程说的话都写到这个文件里 */
export function createLives(script: string, log: string): Lives {
  const all = new Set<Life>();
  const prepare = (): Life & { readonly ready: Promise<unknown> } => {
    const life = hatch(script, log);
    all.add(life);
    void life.dead.then(() => all.delete(life));
    return life;
  };
  let standby = prepare();
  return {
    async next() {
      const life = standby;
      await life.ready;
      standby = prepare();
      return life;
    },
    async end() {
      for (const life of all) life.kill();
      await Promise.all([...all].map(({ dead }) => dead));
    },
  };
}
