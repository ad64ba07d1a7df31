/** 命令行测试的台架：数据在内存里的整套系统，真实的端口。 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack, StackOptions } from '../../local/stack/stack';
import { createStack } from '../watched-stack';
import { testKeys } from '../flow/harness';
import { stackFiles } from '../flow/harness-files';

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'vk-pay-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** 一个测试文件用一套；开始时打开，结束时关掉。 */
export function useStack(options: Partial<StackOptions> = {}): () => Stack {
  const folder = temporaryFolder();
  let stack: Stack | undefined;
  beforeAll(async () => {
    stack = await createStack({ dataDir: folder.path, port: 0, ...stackFiles, inMemory: true, keys: await testKeys(), ...options });
  });
  afterAll(async () => {
    await stack?.close();
    folder.remove();
  });
  return () => {
    if (!stack) throw new Error('系统没有打开');
    return stack;
  };
}
