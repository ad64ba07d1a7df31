// npm start 作为真正的进程：就绪、冲突、向外打开、Ctrl+C。
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { SAME_ORIGIN } from '../../scripts/build-pages';
import { builtPages } from '../front/built-pages';
import { requireNothingLeft } from '../left-behind';
import { rawRequest } from './raw-request';
import { temporaryFolder } from './stack-opening';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** 没有构建过就先构建，启动的测试才只量启动。 */
beforeAll(async () => void (await builtPages('h5', SAME_ORIGIN, true)), 180_000);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

interface Started {
  readonly child: ChildProcess;
  /** 到现在为止的全部输出 */
  output(): string;
  /** 等到输出里有这些字 */
  says(words: string): Promise<void>;
  exit(): Promise<number | null>;
  /** 数据文件夹；没有给的没有碰过数据 */
  readonly dataDir: string;
}

const started: Started[] = [];
function run(args: readonly string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [join(__dirname, '../../scripts/run.cjs'), 'start', ...args], {
    env: { ...process.env, NO_COLOR: '1', PORT: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      listeners.forEach((listener) => listener());
    });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const one: Started = {
    child,
    output: () => text,
    says: (words) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (text.includes(words)) resolve();
        };
        listeners.add(check);
        check();
        void exited.then(() => reject(new Error(`结束了也没有说「${words}」：\n${text}`)));
      }),
    exit: () => exited,
    dataDir: args.includes('--data') ? (args[args.indexOf('--data') + 1] ?? '') : '',
  };
  started.push(one);
  return one;
}
afterEach(async () => {
  for (const one of started.splice(0)) {
    if (one.child.exitCode === null) one.child.kill('SIGTERM');
    await one.exit();
    await requireNothingLeft({ printed: one.output(), dataDir: one.dataDir });
  }
});

const data = (name: string): string => join(folder.path, name);

test('serves the site, notices a second start at once, says goodbye on Ctrl+C', async () => {
  const port = await freePort();
  const first = run(['--port', String(port), '--data', data('one')]);
  await first.says('按 Ctrl+C 停止');
  const url = `http://localhost:${port}`;
  expect((await rawRequest(`${url}/`)).text).toContain('<div id="app">');
  await createClient({ endpoint: url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET }).callService('user/pub/loginDemo');
  await first.says('vk-pay user/pub/loginDemo 成功');

  const same = run([], { PORT: String(port) });
  expect(await same.exit()).toBe(1);
  expect(same.output()).toContain(`端口 ${port} 已被占用`);
  expect(same.output()).not.toContain('构建');

  const sameData = run(['--port', String(await freePort()), '--data', data('one')]);
  expect(await sameData.exit()).toBe(1);
  expect(sameData.output()).toMatch(/正被另一个 vk-pay 使用（进程 \d+，http:\/\/localhost:\d+\/）/);
  expect(sameData.output()).toContain('--data');

  // 冲突的两次启动没有碰到正在运行的站点
  expect((await rawRequest(`${url}/`)).status).toBe(200);
  first.child.kill('SIGINT');
  expect(await first.exit()).toBe(0);
  expect(first.output()).toContain('再见');
}, 180_000);

test('opened to others it warns, and the administrator needs the printed password', async () => {
  const port = await freePort();
  const open = run(['--port', String(port), '--host', '0.0.0.0', '--data', data('open'), '--quiet']);
  await open.says('按 Ctrl+C 停止');
  expect(open.output()).toContain('同一网络里的任何人都能打开');
  const password = /管理员密码：(\w+)/.exec(open.output())?.[1];
  expect(password).toMatch(/^[a-z2-9]{12}$/);
  const login = (input: object): Promise<Record<string, unknown>> =>
    createClient({ endpoint: `http://localhost:${port}`, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET }).callService(
      'user/pub/loginDemo',
      { username: 'demo-admin', ...input },
    );
  expect(await login({})).toMatchObject({ code: 40009 });
  expect(await login({ password })).toMatchObject({ code: 0 });
  // --quiet：调用不打印
  expect(open.output()).not.toContain('user/pub/loginDemo');
}, 180_000);

test.each([
  [['--port', 'abc'], {}, '--port 必须是 1–65535 的整数'],
  [[], { PORT: 'abc' }, '环境变量 PORT 必须是 1–65535 的整数'],
  [['--host', 'not a host'], {}, '--host'],
  [['--nonsense'], {}, '没有选项 --nonsense'],
] as [string[], Record<string, string>, string][])('%j %j is refused in words, without a stack', async (args, env, words) => {
  const refused = run([...args, '--data', data('refused')], env);
  expect(await refused.exit()).toBe(2);
  expect(refused.output()).toContain(words);
  expect(refused.output()).toContain('npm start -- --help');
  expect(refused.output()).not.toMatch(/^\s+at /m);
});
