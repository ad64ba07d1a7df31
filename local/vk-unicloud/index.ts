/**
 * vk-unicloud 2.18 的本地替身：公开接口与语义照 docs/protocols/vk-unicloud.md（含那些怪癖），云函数分辨不出差别。
 * uni_modules/vk-unicloud 存在时不使用它。打成一个 CommonJS 文件，由本地运行时装进每个函数实例。
 */
import * as nodeCrypto from 'node:crypto';
import { createBaseDao } from './base-dao';
import { createCacheManage, createGlobalDataCache, createLockManage, createTemporaryCache } from './cache';
import type { Middleware } from './middleware';
import type { Context, Database, Json, UniId } from './platform';
import { isNull, md5, pubfn } from './pubfn';
import { vkCallFunction, vkRequest } from './request';
import { route } from './router';

interface InitOptions extends Json {
  baseDir?: string;
  requireFn?: (path: string) => unknown;
  config?: unknown;
  configCenter?: (options: { pluginId: string }) => { requireFile(name: string): unknown };
  uniID?: { createInstance(options: { context: Context }): UniId };
  db?: Database;
  middlewareService?: unknown;
  customUtil?: unknown;
}

// 原框架加载时就设置；对进程内的本地时间有影响。
process.env['TZ'] = 'Asia/Shanghai';

/** 可选模块：找不到（哪怕是它的依赖找不到）就当没有，其它错误只打印。 */
function optional(load: () => unknown): unknown {
  try {
    return load();
  } catch (error) {
    const { message = '', code } = error as { message?: string; code?: string };
    if (code !== 'MODULE_NOT_FOUND' && !/Cannot find module|no such file/.test(message)) console.error(error);
    return undefined;
  }
}

/** 配置里的 uni：一个对象，或按 dcloudAppid 分的数组（上一次请求的应用说了算，没有就用缺省的那份）。 */
function uniIdConfig(uni: unknown, { env }: typeof uniCloud): unknown {
  if (!Array.isArray(uni)) return uni;
  const appid = (env as { APPID?: unknown } | undefined)?.APPID;
  const list = uni as readonly Json[];
  return list.find((item) => item['dcloudAppid'] === appid) ?? list.find((item) => item['isDefaultConfig'] === true);
}

const clone = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

export function createInstance(init: InitOptions) {
  const { requireFn, baseDir } = init;
  const load = (name: string): unknown => (requireFn ? requireFn(name) : undefined);
  const local = (path: string): unknown => {
    if (!requireFn || !baseDir) throw new Error('缺少 requireFn 或 baseDir');
    return requireFn(`${baseDir}/${path}`);
  };
  const configCenter = init.configCenter ?? (optional(() => load('uni-config-center')) as InitOptions['configCenter']);
  const config = (init.config ?? configCenter?.({ pluginId: 'vk-unicloud' }).requireFile('index.js')) as Json | undefined;
  if (!config) throw new Error('缺少配置 uni-config-center/vk-unicloud/index.js');
  const uniIdModule = init.uniID ?? (optional(() => load('uni-id')) as InitOptions['uniID']);
  const db = init.db ?? uniCloud.database();
  const middleware = (init.middlewareService ?? optional(() => local('middleware/index'))) as readonly Middleware[] | undefined;
  const pubFun = optional(() => local('util/pubFunction'));
  const daoCenter = optional(() => local('dao/index'));

  const readConfig = (key: string): unknown => pubfn.getData(config, key);
  const dao = createBaseDao(() => db, readConfig);
  const globalDataCache = createGlobalDataCache(dao, () => db);
  const command = db.command;

  const unicloud = {
    requireFn,
    db,
    _: command,
    $: command.aggregate,
    pubfn,
    configCenter,
    config,
    uniID: uniIdModule,
    middlewareService: middleware,
    pubFun,
    customUtil: init.customUtil,
    crypto: nodeCrypto,
  };
  const vk = {
    baseDao: dao,
    md5,
    pubfn,
    crypto: { md5 },
    // 装了公共模块 vk-uni-pay 就有
    vkPay: optional(() => load('vk-uni-pay')),
    request: vkRequest,
    callFunction: vkCallFunction,
    temporaryCache: createTemporaryCache(),
    globalDataCache,
    // 没有勾选扩展的函数没有它
    redis: uniCloud.redis,
    openapi: {},
    system: {},
    getCacheManage: (_options?: { mode?: string }) => createCacheManage(globalDataCache, dao),
    getReentrantLockManage: (options: { id: string; timeout?: number }) => createLockManage(globalDataCache, options),
    /** 不带键得到活的配置对象；带键得到 JSON 副本，空值用缺省 */
    getConfig: (key?: string, fallback?: unknown): unknown => {
      if (key === undefined) return config;
      const value = readConfig(key);
      return pubfn.isNull(value) ? fallback : clone(value);
    },
    getUnicloud: () => unicloud,
    require: local,
    requireFn,
    myfn: pubFun,
    pubFun,
    daoCenter,
    createInstance,
    router: (input: { event: unknown; context: Context; vk: unknown }): Promise<unknown> => {
      if (!uniIdModule) return Promise.reject(new TypeError("Cannot read properties of undefined (reading 'createInstance')"));
      (command as Json)['$'] = command.aggregate;
      const util = {
        vk,
        config,
        pubFun,
        uniID: undefined,
        uniPay: undefined,
        db,
        _: command,
        $: command.aggregate,
        customUtil: init.customUtil,
        crypto: nodeCrypto,
      };
      return route(
        {
          dao,
          command,
          uniID: (context) => uniIdModule.createInstance({ context }),
          middleware,
          util,
          load: local,
          readConfig,
          readUniIdConfig: <T>(key: string, fallback: T): T => {
            const value = pubfn.getData(uniIdConfig(config['uni'], uniCloud), key);
            return isNull(value) ? fallback : (value as T);
          },
        },
        input,
      );
    },
  };
  const prototype = Object.getPrototypeOf(uniCloud) as Json;
  prototype['vk'] = vk;
  return vk;
}
