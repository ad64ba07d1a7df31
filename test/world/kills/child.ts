/**
 * 会被杀的那个进程：文件数据库上的云函数运行时，端口固定；网关、供应商与账都在活着的父进程里。可以有几个，共用一个数据库文件。
 * 先把代码载入好等着（`ready`），上一个死了才接手（`go`），所以重启几乎不花时间。
 */
import type { Stack, StackOptions } from '../../../local/stack/stack';
import { createMortalStack } from '../../watched-stack';

/** 父进程说的话；`n` 是回信的号。 */
export type Order = { readonly n: number } & (
  | {
      readonly say: 'go';
      readonly options: Pick<
        StackOptions,
        'dataDir' | 'port' | 'functionsDir' | 'databaseDir' | 'modules' | 'keys' | 'settings' | 'uniPay'
      >;
      /** 数据库在哪个文件；几个进程可以共用 */
      readonly dataFile: string;
      /** 每次数据库操作前后最多等这么久，毫秒：别的进程的动作插得进来 */
      readonly waitMs: number;
      /** 时钟比真实的快多少，毫秒 */
      readonly aheadMs: number;
    }
  | { readonly say: 'tick'; readonly aheadMs: number }
  | { readonly say: 'monitor' }
  /** 再过这么多次数据库操作、出站请求的前后，杀掉自己 */
  | { readonly say: 'die'; readonly calls: number }
  | { readonly say: 'rows'; readonly collections: readonly string[] }
);
export interface Reply {
  readonly n: number;
  readonly value?: unknown;
  readonly error?: string;
}

let aheadMs = 0;
let callsLeft = Infinity;
let stack: Stack | undefined;

function pass(): void {
  callsLeft -= 1;
  if (callsLeft <= 0) process.kill(process.pid, 'SIGKILL');
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function obey(order: Order): Promise<unknown> {
  switch (order.say) {
    case 'go': {
      aheadMs = order.aheadMs;
      stack = await createMortalStack({
        ...order.options,
        clock: () => Date.now() + aheadMs,
        // 杀死进程不是断电：交给操作系统的写入都在。
        synchronous: 'NORMAL',
        runtime: {
          dataFile: order.dataFile,
          databaseFault: pass,
          httpFault: pass,
          ...(order.waitMs > 0 ? { databaseLatency: () => pause(Math.random() * order.waitMs) } : {}),
        },
      });
      const wallets = stack.runtime.database.collection('world_wallets');
      if (stack.runtime.database.raw('world_wallets').length === 0) await wallets.doc('demo-user').set({ balance: 0 });
      return stack.url;
    }
    case 'tick':
      aheadMs = order.aheadMs;
      return undefined;
    case 'monitor':
      return stack?.runtime.runTimer('monitor').then(() => undefined);
    case 'die':
      callsLeft = order.calls;
      return undefined;
    case 'rows':
      return Object.fromEntries(order.collections.map((name) => [name, stack?.runtime.database.raw(name)]));
  }
}

process.on('message', (order: Order) => {
  obey(order).then(
    (value) => process.send?.({ n: order.n, value } satisfies Reply),
    (error: unknown) =>
      process.send?.({ n: order.n, error: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies Reply),
  );
});
process.on('disconnect', () => process.exit());
process.send?.({ n: 0 } satisfies Reply);
