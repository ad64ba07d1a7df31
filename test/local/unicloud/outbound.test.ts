// docs/protocols/unicloud.md §1.4：httpclient 与 uniCloud.request 的结果照云端；故障端口分得清「没发出」与「应答丢了」。
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalRuntime } from '../../../local/unicloud';
import { Workbench } from './workbench';

let workbench: Workbench;
let server: Server;
let url: string;
let hits: number;
beforeEach(async () => {
  workbench = new Workbench();
  mkdirSync(join(workbench.functionsDir, 'common'), { recursive: true });
  hits = 0;
  server = createServer((request, response) => {
    hits += 1;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/silent') return;
      response.writeHead(request.url === '/teapot' ? 418 : 200, { 'content-type': 'application/json', 'x-answer': 'yes' });
      response.end(
        JSON.stringify({ method: request.method, body: Buffer.concat(chunks).toString(), type: request.headers['content-type'] }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  workbench.writeFunction(
    'out',
    'exports.main = async ({ url, options }) => { try { const r = await uniCloud.httpclient.request(url, options); return { keys: Object.keys(r).sort(), status: r.status, answer: r.headers["x-answer"], buffer: Buffer.isBuffer(r.data), data: Buffer.isBuffer(r.data) ? r.data.toString() : r.data }; } catch (e) { return { error: e.message, name: e.name }; } };',
  );
  workbench.writeFunction('plain', 'exports.main = (event) => uniCloud.request(event);');
});
afterEach(async () => {
  await workbench.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
const call = (runtime: LocalRuntime, path: string, options?: object): Promise<unknown> =>
  runtime.invoke('out', { url: url + path, options });

test('without dataType the data is a Buffer, with it text or parsed JSON; a non-2xx does not throw', async () => {
  const runtime = await workbench.start();
  expect(await call(runtime, '/')).toMatchObject({ keys: ['data', 'headers', 'status'], status: 200, answer: 'yes', buffer: true });
  expect(await call(runtime, '/', { dataType: 'text' })).toMatchObject({ buffer: false, data: expect.stringContaining('"method":"GET"') });
  expect(await call(runtime, '/teapot', { method: 'POST', dataType: 'json', contentType: 'json', data: { a: 1 } })).toMatchObject({
    status: 418,
    data: { method: 'POST', body: '{"a":1}', type: expect.stringContaining('application/json') },
  });
  expect(
    await call(runtime, '/', { method: 'POST', dataType: 'json', content: '<xml/>', headers: { 'content-type': 'text/xml' } }),
  ).toMatchObject({ data: { body: '<xml/>', type: 'text/xml' } });
  expect(workbench.events.filter((event) => event.type === 'http')).toHaveLength(4);
});

test('a silent server is a timeout, not a hang', async () => {
  expect(await call(await workbench.start(), '/silent', { timeout: 30 })).toMatchObject({ name: expect.stringMatching(/Timeout/) });
  expect(workbench.events).toContainEqual(expect.objectContaining({ type: 'http', url: `${url}/silent`, status: undefined }));
});

test.each([
  ['before', 0],
  ['after', 1],
] as const)('a fault %s the request: the server was hit %i times', async (phase, expected) => {
  const runtime = await workbench.start({
    httpFault: (_request, when) => {
      if (when === phase) throw new Error('线断了');
    },
  });
  expect(await call(runtime, '/')).toMatchObject({ error: '线断了' });
  expect(hits).toBe(expected);
});

test('uniCloud.request answers statusCode, data, header; JSON by default, a form when the header says so', async () => {
  const runtime = await workbench.start();
  expect(await runtime.invoke('plain', { url, method: 'POST', data: { a: 1 } })).toMatchObject({
    statusCode: 200,
    header: { 'x-answer': 'yes' },
    data: { body: '{"a":1}' },
  });
  expect(
    await runtime.invoke('plain', { url, method: 'POST', data: { a: 1 }, header: { 'content-type': 'application/x-www-form-urlencoded' } }),
  ).toMatchObject({ data: { body: 'a=1' } });
});

test.each([
  ['before', 0],
  ['after', 1],
] as const)('a database fault %s a write leaves %i documents', async (phase, expected) => {
  workbench.writeFunction(
    'write',
    'exports.main = async () => { try { await uniCloud.database().collection("t").add({}); } catch (e) { return e.message; } };',
  );
  const runtime = await workbench.start({
    databaseFault: ({ kind }, when) => {
      if (kind === 'add' && when === phase) throw new Error('应答丢了');
    },
  });
  expect(await runtime.invoke('write', {})).toBe('应答丢了');
  expect(runtime.database.raw('t')).toHaveLength(expected);
});
