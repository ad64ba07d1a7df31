/** kill.test.ts 的子进程：文件数据库上的整套系统，听从父进程的命令，可在指定的数据库操作前后杀掉自己。 */
import type { Stack } from '../../local/stack/stack';
import { createMortalStack } from '../watched-stack';
import { stackFiles } from './harness-files';

const [dataDir = '', port = '0', killAt = ''] = process.argv.slice(2);
let armed = false;

function maybeDie(phase: string, kind: string, collection: string): void {
  if (armed && killAt !== '' && `${phase} ${kind} ${collection}`.startsWith(killAt)) process.kill(process.pid, 'SIGKILL');
}

function state(stack: Stack): object {
  const { raw } = stack.runtime.database;
  return {
    orders: raw('payment_orders'),
    deliveries: raw('demo_goods_orders'),
    stock: raw('demo_goods').find((row) => row['_id'] === 'mug')?.['stock'],
  };
}

async function main(): Promise<void> {
  let ahead = 0;
  const stack = await createMortalStack({
    dataDir,
    port: Number(port),
    ...stackFiles,
    clock: () => Date.now() + ahead,
    runtime: { databaseFault: ({ kind, collection }, phase) => maybeDie(phase, kind, collection) },
  });
  process.on('message', (message: { command: string; argument?: string }) => {
    const run = async (): Promise<unknown> => {
      armed = true;
      switch (message.command) {
        case 'pay':
          stack.wxpay.pay(String(message.argument));
          return 'ok';
        case 'deliver':
          return stack.wxpay.deliverDue();
        case 'monitor':
          // 让补漏的排期到期，不必真的等待。
          ahead += 60_000;
          return stack.runtime.runTimer('monitor');
        default:
          return state(stack);
      }
    };
    run().then(
      (value) => process.send?.(value ?? 'ok'),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
  process.send?.(stack.url);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
