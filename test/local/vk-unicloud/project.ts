/** 本目录测试共用：一个小小的 vk 项目，跑在本地运行时上；框架是替身还是官方的由 scripts/framework.ts 决定。 */
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRuntime, type InvokeOptions, type LocalRuntime, type RuntimeEvent } from '../../../local/unicloud';
import { buildStandIns } from '../../../scripts/build-functions';
import { frameworkInUse } from '../../../scripts/framework';

/** 2.18 才限制一个用户有几个令牌；替身照 2.18。 */
export const LIMITS_TOKENS = !/^官方 2\.1[0-7]\./.test(frameworkInUse()['vk-unicloud']);

export const NOW = Date.UTC(2026, 10, 23, 4, 0, 0);
const SECRET = 's'.repeat(40);
const UNI_ID = {
  passwordSecret: 'p'.repeat(40),
  tokenSecret: SECRET,
  tokenExpiresIn: 7200,
  tokenExpiresThreshold: 600,
  passwordErrorLimit: 6,
  passwordErrorRetryTime: 3600,
};
const FIXED: Readonly<Record<string, string>> = {
  'index.js':
    'const vk = require("vk-unicloud").createInstance(require("./config.js")); exports.main = (event, context) => vk.router({ event, context, vk });',
  'config.js': 'module.exports = { baseDir: __dirname, requireFn: (p) => require(p) };',
  'package.json': JSON.stringify({
    name: 'router',
    dependencies: { 'vk-unicloud': 'file:x', 'uni-id': 'file:x', 'uni-config-center': 'file:x' },
    'cloudfunction-config': { path: '/http/router' },
  }),
};

export type Answer = Record<string, unknown>;

export interface Project {
  readonly runtime: LocalRuntime;
  /** 做过的数据库操作，如 `get uni-id-users` */
  readonly operations: string[];
  /** 以客户端的身份调用 router */
  call(url: string, data?: unknown, token?: string, options?: InvokeOptions): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * @param files 函数目录里的文件（相对路径 → 内容）
 * @param uniId 覆盖 uni-id/config.json
 * @param now 时钟；缺省停在 NOW
 */
export async function openProject(
  files: Readonly<Record<string, string>>,
  { uniId = {}, now = () => NOW }: { uniId?: object; now?: () => number } = {},
): Promise<Project> {
  const dir = mkdtempSync(join(tmpdir(), 'vk-pay-vk-'));
  const write = (file: string, content: string): void => {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), content);
  };
  for (const [file, content] of Object.entries({ ...FIXED, ...files })) write(`functions/router/${file}`, content);
  write('config/uni-id/config.json', JSON.stringify({ ...UNI_ID, ...uniId }));
  write('config/vk-unicloud/index.js', 'module.exports = { uni: require("../uni-id/config.json"), vk: {} };');
  const operations: string[] = [];
  const note = (event: RuntimeEvent): void => {
    if (event.type === 'database') operations.push(`${event.kind} ${event.collection}`);
  };
  const runtime = await createRuntime({
    onEvent: note,
    functionsDir: join(dir, 'functions'),
    databaseDir: join(dir, 'database'),
    dataFile: ':memory:',
    clock: now,
    modules: await buildStandIns(join(dir, 'modules')),
    configCenterDirs: [join(dir, 'config')],
  });
  return {
    runtime,
    operations,
    call: (url, data = {}, token, options = {}) =>
      runtime.invoke(
        'router',
        { $url: url, data, ...(token === undefined ? {} : { uniIdToken: token }) },
        { source: 'client', clientIP: '9.9.9.9', clientUA: 'UA', ...options },
      ) as Promise<Answer>,
    async close() {
      await runtime.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** 与 uni-id 签发的一模一样的令牌。@param inSeconds 从 NOW 起多少秒过期 */
export function tokenFor(claims: object, inSeconds = 7200, secret = SECRET): string {
  const at = Math.floor(NOW / 1000);
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, iat: at, exp: at + inSeconds })}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** 令牌里写了什么，不管真假。 */
export function claimsOf(token: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
}
