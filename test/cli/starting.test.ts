// npm start 的第一步：端口与数据目录当场占住；就绪之前来的请求不会弄坏启动，冲突不必等构建完才知道。
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { claimPlace, type Place } from '../../local/stack/claim';
import { DataInUseError } from '../../local/stack/data-lock';
import { BadHostError, PortTakenError } from '../../local/stack/door';
import { createStack } from '../watched-stack';
import { testKeys } from '../flow/harness';
import { stackFiles } from '../flow/harness-files';
import { temporaryFolder } from './stack-opening';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const places: Place[] = [];
const claim = async (options: Partial<Parameters<typeof claimPlace>[0]> = {}): Promise<Place> => {
  const place = await claimPlace({ port: 0, ...options });
  places.push(place);
  return place;
};
afterEach(async () => {
  for (const place of places.splice(0)) await place.release();
});

test('a request that arrives while the system starts is told to come back, and the start goes on', async () => {
  const place = await claim();
  const page = await fetch(place.door.url, { headers: { accept: 'text/html' } });
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await page.text()).toContain('正在启动');
  const call = await fetch(`${place.door.url}/client`, { method: 'POST', body: '{}' });
  expect([call.status, await call.json()]).toEqual([503, { success: false, error: expect.objectContaining({ code: expect.any(String) }) }]);

  const stack = await createStack({ dataDir: folder.path, port: 0, place, ...stackFiles, inMemory: true, keys: await testKeys() });
  try {
    expect(stack.url).toBe(place.door.url);
    expect((await fetch(`${stack.url}/client`, { method: 'POST', body: '{}' })).status).toBe(400);
  } finally {
    await stack.close();
  }
});

test('a taken port is known at once, whoever holds it', async () => {
  const first = await claim();
  await expect(claim({ port: first.door.port })).rejects.toEqual(new PortTakenError(first.door.port));

  const stranger = createServer().listen(0, '::1');
  try {
    await once(stranger, 'listening');
  } catch {
    return; // 这台机器没有 IPv6
  }
  const { port } = stranger.address() as { port: number };
  // localhost 可能先解析成 ::1，那里也不能是别人。
  await expect(claim({ port })).rejects.toEqual(new PortTakenError(port));
  stranger.close();
});

test('the same data on another port is refused with a sentence that names the holder; released, it is free', async () => {
  const dataDir = join(folder.path, 'data');
  const first = await claim({ dataDir });
  const refused = await claim({ dataDir }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(DataInUseError);
  expect((refused as Error).message).toContain(`进程 ${process.pid}，${first.door.url}/`);
  await first.release();
  await claim({ dataDir });
});

test('a process that is killed leaves no lock behind', async () => {
  const dataDir = join(folder.path, 'killed');
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '-e',
      `require('./local/stack/data-lock').lockData(${JSON.stringify(dataDir)}); console.log('locked'); setInterval(() => {}, 1000)`,
    ],
    { cwd: join(__dirname, '../..'), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(child.stdout, 'data');
  await expect(claim({ dataDir })).rejects.toBeInstanceOf(DataInUseError);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await claim({ dataDir });
});

test('a place that could not be taken holds nothing back', async () => {
  const dataDir = join(folder.path, 'retry');
  const taken = await claim();
  await expect(claim({ dataDir, port: taken.door.port })).rejects.toBeInstanceOf(PortTakenError);
  await claim({ dataDir });
});

test('only this machine is served by default; a foreign address is refused in words', async () => {
  const place = await claim();
  expect(place.door.publicUrl).toBe(place.door.url);
  await expect(claim({ host: '192.0.2.1' })).rejects.toEqual(new BadHostError('192.0.2.1'));
});
