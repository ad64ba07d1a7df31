// docs/protocols/unicloud.md §1.9–§1.11：实例互相隔离；返回即冻结，超时即被杀；只有云端也有的模块才能加载。
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformError } from '../../../local/unicloud';
import { Workbench } from './workbench';

let workbench: Workbench;
beforeEach(() => {
  workbench = new Workbench();
  mkdirSync(join(workbench.functionsDir, 'common'), { recursive: true });
});
afterEach(() => workbench.close());
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const turns = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1) await turn();
};
const texts = (): string[] => workbench.events.flatMap((event) => (event.type === 'console' ? [`${event.level} ${event.text}`] : []));

describe('life of an instance', () => {
  test('work after the return stops, is reported, and goes on only when the instance is used again', async () => {
    workbench.writeFunction(
      'lazy',
      'const db = uniCloud.database(); exports.main = async ({ leave }) => { if (leave) { (async () => { await new Promise((r) => setImmediate(r)); await db.collection("late").add({ _id: "x" }); })(); return 1; } for (let i = 0; i < 9; i += 1) await new Promise((r) => setImmediate(r)); return 2; };',
    );
    const runtime = await workbench.start();
    await runtime.invoke('lazy', { leave: true });
    await turns(9);
    expect(runtime.database.raw('late')).toEqual([]);
    expect(texts()).toEqual([expect.stringContaining('error 返回之后还在访问数据库（add late）')]);
    await runtime.invoke('lazy', {});
    expect(runtime.database.raw('late')).toHaveLength(1);
  });

  test('a function killed by its timeout does nothing more', async () => {
    workbench.writeFunction(
      'slow',
      'const db = uniCloud.database(); exports.main = async () => { for (;;) { await new Promise((r) => setImmediate(r)); await db.collection("ticks").add({}); } };',
      { timeout: 0.06 },
    );
    const runtime = await workbench.start();
    await expect(runtime.invoke('slow', {})).rejects.toMatchObject({ code: 'FunctionTimeout', message: '云函数运行超过 60 毫秒' });
    // 被杀那一刻已经发出的一次写仍会到达数据库；之后再没有了。
    await turns(3);
    const before = runtime.database.raw('ticks').length;
    expect(before).toBeGreaterThan(0);
    await turns(20);
    expect(runtime.database.raw('ticks')).toHaveLength(before);
  });

  test('closing the runtime ends calls that are still running', async () => {
    workbench.writeFunction('hang', 'exports.main = () => new Promise(() => {});', { timeout: 60 });
    const runtime = await workbench.start();
    const call = runtime.invoke('hang', {});
    const outcome = expect(call).rejects.toMatchObject({ code: 'FunctionServerError' });
    await runtime.close();
    await outcome;
  });

  test('a timer may run longer than a client call', async () => {
    workbench.writeFunction('job', 'exports.main = () => 1;', { timeout: 900, triggers: [{ type: 'timer', config: '0 */5 * * * * *' }] });
    const [manifest] = (await workbench.start()).functions;
    expect(manifest).toMatchObject({ timeoutMs: 120_000, timerTimeoutMs: 900_000, cron: '0 */5 * * * *' });
  });
});

describe('isolation', () => {
  test('what a framework hangs on the prototype, the environment, db.command or process stays in that instance', async () => {
    const leave =
      'Object.getPrototypeOf(uniCloud).vk = "mine"; uniCloud.database().command.$ = 1; process.env.TRACE = 1; process.on("exit", () => {}); process.extra = 1;';
    const look =
      'exports.main = async () => ({ vk: uniCloud.vk, dollar: uniCloud.database().command.$, env: process.env.TRACE, extra: process.extra });';
    workbench.writeFunction('first', `${leave} ${look}`);
    workbench.writeFunction('second', look);
    const runtime = await workbench.start();
    const listeners = process.listenerCount('exit');
    expect(await runtime.invoke('first', {})).toEqual({ vk: 'mine', dollar: 1, env: '1', extra: 1 });
    expect(await runtime.invoke('second', {})).toEqual({});
    expect(process.listenerCount('exit')).toBe(listeners);
    expect(({} as { vk?: unknown }).vk).toBeUndefined();
  });

  test('require("process") gives the own one, and exit does not end the host', async () => {
    workbench.writeFunction(
      'quit',
      'exports.main = async () => { const p = require("node:process"); return { own: p === process, tz: p.env.TZ, exit: (() => { try { p.exit(1); } catch (e) { return e.message; } })() }; };',
    );
    expect(await (await workbench.start()).invoke('quit', {})).toEqual({
      own: true,
      tz: 'UTC',
      exit: expect.stringContaining('process.exit'),
    });
  });

  test('console output is collected as Node would format it', async () => {
    workbench.writeFunction(
      'talk',
      'exports.main = async () => { console.log("%s=%d", "a", 1, { b: 2 }); console.error(new Error("oops")); };',
    );
    await (await workbench.start()).invoke('talk', {});
    expect(texts()).toEqual(['log a=1 { b: 2 }', expect.stringMatching(/^error Error: oops\n {4}at /)]);
  });

  test('the context says nothing the platform would not say', async () => {
    workbench.writeFunction(
      'who',
      'exports.main = async (event, context) => ({ keys: Object.keys(context).sort(), infos: uniCloud.getClientInfos(), clouds: uniCloud.getCloudInfos(), list: uniCloud.getRequestList(), event });',
    );
    const runtime = await workbench.start({ spaceId: 'mp-x' });
    const clientInfo = { appId: '__UNI__1', PLATFORM: 'web', SOURCE: 'timing', FUNCTION_NAME: 'evil', nonsense: 1 };
    expect(
      await runtime.invoke(
        'who',
        { a: 1 },
        { source: 'client', clientIP: '1.1.1.1', clientUA: 'ua', clientInfo, requestId: 'r1', uniIdToken: 't' },
      ),
    ).toEqual({
      keys: [
        'CLIENTIP',
        'CLIENTUA',
        'FUNCTION_NAME',
        'FUNCTION_TYPE',
        'PLATFORM',
        'RUNTIME_ENV',
        'SOURCE',
        'SPACEINFO',
        'appId',
        'requestId',
        'uniIdToken',
      ],
      infos: [{ appId: '__UNI__1', PLATFORM: 'web', requestId: 'r1', clientIP: '1.1.1.1', userAgent: 'ua', source: 'client' }],
      clouds: [{ provider: 'aliyun', spaceId: 'mp-x', functionName: 'who', functionType: 'cloudfunction', requestId: 'r1' }],
      list: ['r1'],
      event: { a: 1, uniIdToken: 't' },
    });
  });
});

describe('modules', () => {
  test('a relative path cannot leave its package', async () => {
    workbench.write('functions/common/shared/index.js', 'exports.peek = () => require("../secret/index.js");');
    workbench.write('functions/common/secret/index.js', 'module.exports = 1;');
    workbench.writeFunction(
      'thief',
      'const code = (f) => { try { f(); return "loaded"; } catch (e) { return e.code; } }; exports.main = async () => [code(() => require("../common/shared")), code(() => require("../../database/x.json")), code(() => require("shared").peek())];',
      {},
      { shared: 'file:../common/shared' },
    );
    workbench.write('database/x.json', {});
    expect(await (await workbench.start()).invoke('thief', {})).toEqual(['MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);
  });

  test('files, folders, JSON, package main, sub-paths of common modules and cycles resolve as in Node', async () => {
    workbench.write('functions/common/lib/package.json', { name: 'lib', main: 'src/entry.js', dependencies: { deep: 'file:../deep' } });
    workbench.write('functions/common/lib/src/entry.js', 'exports.deep = require("deep"); exports.name = "lib";');
    workbench.write('functions/common/lib/part.json', { part: 1 });
    workbench.write('functions/common/deep/index.js', 'module.exports = "deep";');
    workbench.write('functions/app/service/a.js', 'exports.early = require("./b").sees; exports.done = true;');
    workbench.write('functions/app/service/b.js', 'exports.sees = require("./a").done === undefined;');
    workbench.write(
      'functions/app/service/folder/index.js',
      '#!/usr/bin/env node\nmodule.exports = { file: require("path").basename(__filename), resolved: require.resolve("../a").endsWith("a.js"), main: require.main === module };',
    );
    workbench.writeFunction(
      'app',
      'exports.main = async () => [require("lib"), require("lib/part.json"), require(__dirname + "/service/a").early, require("./service/folder"), module.loaded];',
      {},
      { lib: 'file:../common/lib' },
    );
    expect(await (await workbench.start()).invoke('app', {})).toEqual([
      { deep: 'deep', name: 'lib' },
      { part: 1 },
      true,
      { file: 'index.js', resolved: true, main: false },
      true,
    ]);
  });

  test('an overridden module must still be declared, and may use what its function declared', async () => {
    const framework = workbench.write('stand-in/framework.js', 'module.exports = { id: require("uni-id"), helper: require("./helper") };');
    workbench.write('stand-in/helper.js', 'module.exports = "beside it";');
    const uniId = workbench.write('stand-in/uni-id.js', 'module.exports = "uni-id";');
    workbench.writeFunction('declared', 'exports.main = async () => require("framework");', {}, { framework: 'x', 'uni-id': 'x' });
    workbench.writeFunction('undeclared', 'exports.main = async () => require("framework");');
    const runtime = await workbench.start({ modules: { framework, 'uni-id': uniId } });
    expect(await runtime.invoke('declared', {})).toEqual({ id: 'uni-id', helper: 'beside it' });
    await expect(runtime.invoke('undeclared', {})).rejects.toMatchObject({ code: 'MODULE_NOT_FOUND' });
  });

  test('a failed module is tried again, and a package of type module is refused', async () => {
    workbench.writeFunction(
      'retry',
      'let n = 0; exports.main = async () => { const results = []; for (let i = 0; i < 2; i += 1) { try { require("./flaky"); } catch (e) { results.push(e.message); } } return results; };',
    );
    workbench.write('functions/retry/flaky.js', 'throw new Error("not yet");');
    const runtime = await workbench.start();
    expect(await runtime.invoke('retry', {})).toEqual(['not yet', 'not yet']);
    workbench.write('functions/retry/package.json', { name: 'retry', type: 'module' });
    await expect(workbench.start()).rejects.toThrow('CommonJS');
  });
});

describe('uni-config-center', () => {
  const read = async (body: string, dirs?: string[]): Promise<unknown> => {
    workbench.writeFunction(
      'config',
      `const center = require("uni-config-center"); exports.main = async () => { ${body} };`,
      {},
      { 'uni-config-center': 'x' },
    );
    return (await workbench.start(dirs ? { configCenterDirs: dirs } : {})).invoke('config', {});
  };

  test('merges config.json deeply into the defaults, once, and looks paths up on own properties', async () => {
    workbench.write('functions/common/uni-config-center/pay/config.json', { a: { b: [{ c: 2 }] }, list: [9] });
    const body =
      'const defaults = { a: { b: [{ c: 1, d: 1 }], keep: true }, list: [1, 2] }; const c = center({ pluginId: "pay", defaultConfig: defaults }); return [c.config("a.b[0].c"), c.config("a.b[0].d"), c.config("list"), c.config() === defaults, c.config("a.toString", "none"), center({ pluginId: "pay", defaultConfig: { z: 1 } }) === c];';
    expect(await read(body)).toEqual([2, 1, [9, 2], true, 'none', true]);
  });

  test('customMerge replaces the merging, and nothing at all gives an empty object', async () => {
    workbench.write('functions/common/uni-config-center/pay/config.json', { a: 1 });
    expect(
      await read(
        'return [center({ pluginId: "pay", defaultConfig: { b: 2 }, customMerge: (base, own) => ({ ...own, was: base.b }) }).config(), center({ pluginId: "none" }).config()];',
      ),
    ).toEqual([{ a: 1, was: 2 }, {}]);
  });

  test('the first folder that has the file wins; a broken file throws, a missing one is undefined', async () => {
    const own = join(workbench.dir, 'own');
    workbench.write('own/pay/config.js', 'module.exports = { from: "own", key: require("./key.json") };');
    workbench.write('own/pay/key.json', '"k"');
    workbench.write('functions/common/uni-config-center/pay/config.js', 'module.exports = { from: "repository" };');
    workbench.write('functions/common/uni-config-center/pay/only.js', 'module.exports = "fallback";');
    workbench.write('own/pay/broken.js', 'throw new TypeError("broken");');
    workbench.write('own/pay/needs.js', 'require("./nothing");');
    const body =
      'const c = center({ pluginId: "pay" }); return [c.requireFile("config"), c.requireFile("only.js"), c.requireFile("needs.js") === undefined, c.requireFile("no.js") === undefined, (() => { try { c.requireFile("broken.js"); } catch (e) { return e.message; } })(), (() => { try { c.resolve("../../x"); } catch (e) { return e.message; } })()];';
    expect(await read(body, [own, join(workbench.functionsDir, 'common', 'uni-config-center')])).toEqual([
      { from: 'own', key: 'k' },
      'fallback',
      true,
      true,
      'broken',
      expect.stringContaining('越出'),
    ]);
  });
});

describe('environment variables', () => {
  test('come from .env of the function; the platform has the last word', async () => {
    workbench.writeFunction('env', 'exports.main = async () => ({ a: process.env.A, b: process.env.B_1, stage: process.env.STAGE });');
    workbench.write('functions/env/.env', '# 注释\nA = "quoted value"\nB_1=x=y\n\nSTAGE=file\n');
    expect(await (await workbench.start({ env: { STAGE: 'platform' } })).invoke('env', {})).toEqual({
      a: 'quoted value',
      b: 'x=y',
      stage: 'platform',
    });
  });

  test.each([
    ['UNI_CLOUD_ENV=x', '保留'],
    ['1A=x', '不合法'],
    [`A=${'x'.repeat(1025)}`, '1024'],
    [Array.from({ length: 21 }, (_item, n) => `A${n}=1`).join('\n'), '最多'],
  ])('the rules of the cloud hold: %.20s', async (content, reason) => {
    workbench.writeFunction('env', 'exports.main = () => 1;');
    workbench.write('functions/env/.env', content);
    await expect(workbench.start()).rejects.toThrow(reason);
  });
});

describe('calls between functions', () => {
  test('the callee knows it was called by a function, and its error arrives as a platform error with its request id', async () => {
    workbench.writeFunction(
      'callee',
      'exports.main = async (event, context) => { if (event.boom) throw Object.assign(new Error("boom"), { code: 7 }); return { event, source: context.SOURCE, ip: context.CLIENTIP, id: context.requestId }; };',
    );
    workbench.writeFunction(
      'caller',
      'exports.main = async (event) => { try { return await uniCloud.callFunction({ name: event.name ?? "callee", data: event.data }); } catch (e) { return { code: e.code, errCode: e.errCode, errMsg: e.errMsg, known: typeof e.requestId }; } };',
    );
    const runtime = await workbench.start();
    const answer = (await runtime.invoke('caller', { data: { d: 1 } }, { source: 'client', clientIP: '9.9.9.9', uniIdToken: 't' })) as {
      result: { id: string };
      requestId: string;
    };
    expect(answer).toMatchObject({ result: { event: { d: 1 }, source: 'function', ip: '' } });
    expect(answer.requestId).toBe(answer.result.id);
    expect(await runtime.invoke('caller', { data: { boom: true } })).toEqual({
      code: 'FunctionBizError',
      errCode: 'FunctionBizError',
      errMsg: 'boom',
      known: 'string',
    });
    expect(await runtime.invoke('caller', { name: 'nobody' })).toMatchObject({ code: 'FunctionNotFound' });
  });

  test('a callee that times out does not cost the caller its instance', async () => {
    workbench.writeFunction('stuck', 'exports.main = () => new Promise(() => {});', { timeout: 0.02 });
    workbench.writeFunction(
      'caller',
      'let n = 0; exports.main = async (event) => { n += 1; if (event.call) await uniCloud.callFunction({ name: "stuck" }); return n; };',
    );
    const runtime = await workbench.start();
    await expect(runtime.invoke('caller', { call: true })).rejects.toMatchObject({ code: 'FunctionTimeout' });
    expect(await runtime.invoke('caller', {})).toBe(2);
  });

  test('more than 6 MB is refused on the way in and on the way out', async () => {
    workbench.writeFunction('big', 'exports.main = async (event) => (event.grow ? "字".repeat(2_200_000) : 1);');
    const runtime = await workbench.start();
    await expect(runtime.invoke('big', { s: '字'.repeat(2_200_000) })).rejects.toMatchObject({ code: 'RequestContentLength.Exceeded' });
    await expect(runtime.invoke('big', { grow: true })).rejects.toMatchObject({ code: 'ResponseContentLength.Exceeded' });
    await expect(runtime.invoke('big', { grow: true })).rejects.toBeInstanceOf(PlatformError);
  });
});
