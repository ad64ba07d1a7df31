// docs/invariants.md §4：测试自己的钩子在关闭之前抛错，打开的系统也会关掉：进程自己退得出去，端口放开，数据目录删掉。
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { closedAtTheEnd, leftoversIn } from '../leftovers';

const LIMIT_MS = 90_000;
const ROOT = resolve(__dirname, '../..');

/** 另一个 jest：同样的环境与转换，没有全局准备（父进程已经构建过），不许强行退出。 */
async function runFixture(temporary: string): Promise<{ code: number | null; output: string }> {
  const { projects } = jest.requireActual<{ projects: readonly [object] }>(join(ROOT, 'jest.config.js'));
  const config = {
    ...projects[0],
    rootDir: ROOT,
    // 缓存不在那个要检查的临时目录里：每次从头编译，机器一忙就超时。
    cacheDirectory: join(ROOT, 'node_modules/.cache/jest-leftovers'),
    testMatch: [join(__dirname, 'fixtures/failing-hooks.fixture.ts')],
  };
  const child = spawn(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), '--config', JSON.stringify(config), '--runInBand'], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: temporary },
    // 退不出去就是没关干净：杀掉它，code 不会是 1。
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, output };
}

test('hooks that fail before the close leave nothing open', async () => {
  const temporary = mkdtempSync(join(tmpdir(), 'vk-pay-leftovers-'));
  try {
    const { code, output } = await runFixture(temporary);
    expect(code).toBe(1);
    expect(output).toContain('invariant broken before close');
    expect(output).not.toContain('did not exit');
    const opened = [...output.matchAll(/opened (http:\S+)/g)].map(([, url]) => url as string);
    expect(opened).toHaveLength(3);
    // afterAll 里还用得着：关闭在全部钩子之后。
    expect(output).toContain('rows 0');
    for (const url of opened) await expect(fetch(url)).rejects.toThrow('fetch failed');
    expect(readdirSync(temporary).filter((name) => name.startsWith('vk-pay-flow-'))).toEqual([]);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}, 120_000);

test('what is closed is no leftover, and closing twice closes once', async () => {
  const before = leftoversIn(globalThis).length;
  let times = 0;
  const thing = closedAtTheEnd({
    close: async () => {
      times += 1;
    },
  });
  expect(leftoversIn(globalThis)).toHaveLength(before + 1);
  await Promise.all([thing.close(), thing.close()]);
  expect(leftoversIn(globalThis)).toHaveLength(before);
  expect(times).toBe(1);
});
