/** 与 local/stack 的 createStack 相同，另有哨兵看着（test/sentinels.ts）：测试一律从这里打开整套系统。 */
import { createStack as open, type Stack, type StackOptions } from '../local/stack/stack';
import { createSentinels } from './sentinels';

/**
 * 会被杀的子进程里的世界：等不到关门，漏了当场说出来、以退出码 3 死掉——父进程只认 SIGKILL，就看得见。
 */
export async function createMortalStack(options: StackOptions): Promise<Stack> {
  const sentinels = createSentinels();
  const check = (): void => {
    try {
      sentinels.requireNone();
    } catch (error) {
      console.error(error);
      process.exit(3);
    }
  };
  const stack = await open({
    ...options,
    onEvent: (item) => {
      sentinels.note(item);
      check();
      options.onEvent?.(item);
    },
  });
  sentinels.watch(stack.keys, [options.settings, options.uniPay, options.alerts]);
  check();
  return stack;
}

/** @throws Error 关的时候：有秘密漏在了表、答复或控制台里 */
export async function createStack(options: StackOptions): Promise<Stack> {
  const sentinels = createSentinels();
  const stack = await open({
    ...options,
    onEvent: (item) => {
      sentinels.note(item);
      options.onEvent?.(item);
    },
  });
  sentinels.watch(stack.keys, [options.settings, options.uniPay, options.alerts]);
  return {
    ...stack,
    async close() {
      await stack.close();
      sentinels.requireNone();
    },
  };
}
