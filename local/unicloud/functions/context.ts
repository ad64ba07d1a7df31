/** 云函数的第二个参数 context（docs/protocols/unicloud.md §1.3）。每次调用一份，可变（框架会改它）。 */

export type InvokeSource = 'client' | 'http' | 'timing' | 'function' | 'server';

export interface CloudContext {
  SPACEINFO: { spaceId: string; provider: 'aliyun'; useOldSpaceId: boolean };
  SOURCE: InvokeSource;
  FUNCTION_NAME: string;
  FUNCTION_TYPE: 'cloudfunction' | 'cloudobject';
  CLIENTIP: string;
  CLIENTUA: string;
  requestId: string;
  RUNTIME_ENV: 'local';
  uniIdToken?: string;
  [field: string]: unknown;
}

export interface InvokeOptions {
  /** 平台给这次请求的编号；缺省自动生成 */
  readonly requestId?: string;
  readonly source?: InvokeSource;
  readonly clientIP?: string;
  readonly clientUA?: string;
  readonly uniIdToken?: string;
  readonly clientInfo?: Readonly<Record<string, unknown>>;
}

/** 允许客户端自报的字段（HBuilderX 4.21 起的白名单）。 */
const CLIENT_FIELDS = [
  'appId',
  'appLanguage',
  'appName',
  'appVersion',
  'appVersionCode',
  'appWgtVersion',
  'browserName',
  'browserVersion',
  'deviceBrand',
  'deviceId',
  'deviceModel',
  'deviceType',
  'osName',
  'osVersion',
  'romName',
  'romVersion',
  'ua',
  'hostName',
  'hostVersion',
  'uniPlatform',
  'uniRuntimeVersion',
  'uniRuntimeVersionCode',
  'uniCompilerVersion',
  'uniCompilerVersionCode',
  'scene',
  'channel',
  'locale',
] as const;
const LEGACY_FIELDS = ['APPID', 'PLATFORM', 'OS', 'DEVICEID', 'LOCALE'] as const;

/** 一次请求：交给云函数的 context，以及平台留着的客户端信息（自报的，不可信）。 */
export interface Request {
  readonly context: CloudContext;
  readonly clientInfo: Readonly<Record<string, unknown>>;
}

export function createRequest(
  { name, type }: { readonly name: string; readonly type: CloudContext['FUNCTION_TYPE'] },
  spaceId: string,
  requestId: string,
  options: InvokeOptions,
): Request {
  const info = options.clientInfo ?? {};
  const context: CloudContext = {
    SPACEINFO: { spaceId, provider: 'aliyun', useOldSpaceId: false },
    SOURCE: options.source ?? 'client',
    FUNCTION_NAME: name,
    FUNCTION_TYPE: type,
    CLIENTIP: options.clientIP ?? '',
    CLIENTUA: options.clientUA ?? '',
    requestId,
    RUNTIME_ENV: 'local',
    ...(options.uniIdToken ? { uniIdToken: options.uniIdToken } : {}),
  };
  const clientInfo: Record<string, unknown> = {};
  for (const field of [...CLIENT_FIELDS, ...LEGACY_FIELDS]) {
    if (info[field] === undefined) continue;
    context[field] = info[field];
    clientInfo[field] = info[field];
  }
  return { context, clientInfo };
}
