/** 从哪来的调用：云函数的 context、云对象的 getClientInfo()，或手工拼的，一律读成同一个样子。 */
import type { CloudContext } from './vk';

/** 两种写法的并集：云函数 context 用大写，getClientInfo() 用驼峰。 */
export interface ClientContext extends CloudContext {
  readonly platform?: string;
  readonly uniPlatform?: string;
  readonly clientIP?: string;
  readonly userAgent?: string;
  readonly deviceId?: string;
}

export function readClient(context: ClientContext | undefined): CloudContext {
  if (!context) return {};
  const { requestId, SOURCE, FUNCTION_NAME, SPACEINFO } = context;
  const APPID = context.APPID ?? context.appId;
  const PLATFORM = context.PLATFORM ?? context.uniPlatform ?? context.platform;
  const CLIENTIP = context.CLIENTIP ?? context.clientIP;
  const DEVICEID = context.DEVICEID ?? context.deviceId;
  const CLIENTUA = context.CLIENTUA ?? context.userAgent;
  const known = { requestId, SOURCE, FUNCTION_NAME, SPACEINFO, APPID, PLATFORM, CLIENTIP, CLIENTUA, DEVICEID };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) as CloudContext;
}
