/** 配置：配置中心里的 uni-id/config.json（对象，或按 dcloudAppid 分的数组）；平台同名的键覆盖它。 */
import type { Context, Json } from '../vk-unicloud/platform';

export interface UniIdConfig {
  readonly tokenSecret: string;
  /** 秒 */
  readonly tokenExpiresIn: number;
  /** 剩余不到这么多秒就换新；0 为不换 */
  readonly tokenExpiresThreshold: number;
  readonly removePermissionAndRoleFromToken: boolean;
  readonly bindTokenToDevice: boolean;
}

interface Center {
  hasFile(file: string): boolean;
  config(): unknown;
}
declare function require(name: 'uni-config-center'): (options: { pluginId: string }) => Center;

const DEFAULTS = {
  tokenExpiresIn: 7200,
  tokenExpiresThreshold: 1200,
  removePermissionAndRoleFromToken: false,
  bindTokenToDevice: false,
};
const REQUIRED = ['passwordSecret', 'tokenSecret', 'tokenExpiresIn', 'passwordErrorLimit', 'passwordErrorRetryTime'] as const;
/** 官方在没写的时候自己补上的 */
const OWN_DEFAULTS = { passwordErrorLimit: 6, passwordErrorRetryTime: 3600 };

/** 全部应用的配置。@throws Error 没有配置文件 */
export function loadConfig(): Json | readonly Json[] {
  const center = require('uni-config-center')({ pluginId: 'uni-id' });
  if (!center.hasFile('config.json')) throw new Error('缺少 uni-config-center/uni-id/config.json');
  return center.config() as Json | readonly Json[];
}

/** @throws Error 没有这个应用的配置，或缺了必填项 */
export function configFor(all: Json | readonly Json[], { APPID, PLATFORM }: Context): UniIdConfig {
  const list = Array.isArray(all) ? (all as readonly Json[]) : [all as Json];
  const own = Array.isArray(all)
    ? (list.find((item) => item['dcloudAppid'] === APPID) ?? list.find((item) => item['isDefaultConfig'] === true))
    : list[0];
  if (!own) throw new Error(`uni-id/config.json 里没有应用 ${String(APPID)} 的配置`);
  const config = { ...DEFAULTS, ...OWN_DEFAULTS, ...own, ...(own[PLATFORM ?? ''] as Json | undefined) };
  for (const key of REQUIRED) if (!(config as Json)[key]) throw new Error(`uni-id/config.json 缺少 ${key}`);
  const { tokenExpiresIn, tokenExpiresThreshold } = config;
  if (tokenExpiresThreshold && tokenExpiresIn <= tokenExpiresThreshold) throw new Error('tokenExpiresIn 必须大于 tokenExpiresThreshold');
  return config as unknown as UniIdConfig;
}
