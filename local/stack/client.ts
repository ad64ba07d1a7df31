/**
 * 真实客户端协议的最小实现（reference：POST /client，HMAC-MD5 签名、匿名授权）。
 * 供演示与测试扮演「手机上的 App」；浏览器里跑的是官方 SDK 本身。
 */
import { createHmac } from 'node:crypto';

export interface ClientOptions {
  /** 如 http://localhost:9099 */
  readonly endpoint: string;
  readonly spaceId: string;
  readonly clientSecret: string;
  /** uni 客户端信息；PLATFORM 决定默认的付款方式 */
  readonly clientInfo?: Readonly<Record<string, unknown>>;
  readonly userAgent?: string;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  readonly now?: () => number;
}

export interface UniClient {
  /** 调用云函数，返回它的结果；平台错误抛出 */
  callFunction(name: string, data: unknown): Promise<Record<string, unknown>>;
  /** 调用云对象的方法；与官方客户端一样，答复的 errCode 不为 0 时抛出（答复在 detail 里） */
  callObject(name: string, method: string, ...params: unknown[]): Promise<Record<string, unknown>>;
  /** 调用 vk 路由服务 */
  callService(url: string, data?: unknown, name?: string): Promise<Record<string, unknown>>;
  setToken(token: string | undefined): void;
}

function sign(body: Readonly<Record<string, unknown>>, secret: string): string {
  const text = Object.keys(body)
    .sort()
    .filter((key) => body[key])
    .map((key) => `${key}=${String(body[key])}`)
    .join('&');
  return createHmac('md5', secret).update(text).digest('hex');
}

export function createClient(options: ClientOptions): UniClient {
  const send = options.fetch ?? ((url, init) => fetch(url, init));
  const now = options.now ?? Date.now;
  let accessToken: string | undefined;
  let uniIdToken: string | undefined;

  const post = async (body: Record<string, unknown>, token?: string): Promise<Record<string, unknown>> => {
    const response = await send(`${options.endpoint}/client`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-serverless-sign': sign(body, options.clientSecret),
        ...(token ? { 'x-basement-token': token } : {}),
        ...(options.userAgent ? { 'user-agent': options.userAgent } : {}),
      },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { success?: boolean; data?: unknown; error?: { code?: string; message?: string } };
    if (!answer.success) throw Object.assign(new Error(answer.error?.message ?? '调用失败'), { code: answer.error?.code });
    return (answer.data ?? {}) as Record<string, unknown>;
  };

  const authorize = async (): Promise<string> => {
    const data = await post({
      method: 'serverless.auth.user.anonymousAuthorize',
      params: '{}',
      spaceId: options.spaceId,
      timestamp: now(),
    });
    if (typeof data['accessToken'] !== 'string') throw new Error('授权失败');
    return data['accessToken'];
  };

  const callFunction = async (name: string, data: unknown): Promise<Record<string, unknown>> => {
    accessToken ??= await authorize();
    const functionArgs = {
      ...(JSON.parse(JSON.stringify(data ?? {})) as object),
      clientInfo: {
        PLATFORM: 'web',
        OS: 'linux',
        APPID: '__UNI__VKPAY',
        DEVICEID: 'local-client',
        locale: 'zh-Hans',
        LOCALE: 'zh-Hans',
        ...options.clientInfo,
      },
      ...(uniIdToken ? { uniIdToken } : {}),
    };
    const params = JSON.stringify({ functionTarget: name, functionArgs });
    const body = { method: 'serverless.function.runtime.invoke', params, spaceId: options.spaceId, timestamp: now(), token: accessToken };
    return post(body, accessToken);
  };

  return {
    callFunction,
    async callObject(name, method, ...params) {
      const detail = await callFunction(name, { method, params });
      const { errCode, errMsg, errSubject } = detail;
      if (errCode) throw Object.assign(new Error(String(errMsg ?? '')), { errCode, errMsg, errSubject, detail });
      return detail;
    },
    async callService(url, data = {}, name = 'vk-pay') {
      const answer = await callFunction(name, { $url: url, data });
      // 与官方客户端一样：换新的令牌记下来，不然旧的迟早被挤掉。
      const renewed = answer['vk_uni_token'] as { token?: string } | undefined;
      if (renewed?.token) uniIdToken = renewed.token;
      return answer;
    },
    setToken: (token) => {
      uniIdToken = token;
    },
  };
}
