/** 前端用到的 vk 接口：官方 vk-unicloud 的一个子集，两者可以互换。 */
import type { App, Plugin } from 'vue';

export interface VkConfig {
  readonly debug?: boolean;
  /** 未指明 name 时调用的云函数 */
  readonly functionName: string;
  readonly login: { readonly url: string };
  readonly index?: { readonly url: string };
  readonly error?: { readonly url: string };
  readonly checkTokenPages?: { readonly mode: number; readonly list: readonly string[] };
  /** 登录失效时是否删掉本地 token，默认 true */
  readonly tokenExpiredAutoDelete?: boolean;
  readonly interceptor?: {
    /** 需要登录时代替默认的跳转 */
    login?(answer: unknown): void;
    /** 失败时先经过这里；返回 false 则不再提示、不再调用 fail */
    fail?(failure: { readonly err: unknown; readonly options: CallOptions }): boolean | void;
  };
  readonly globalErrorCode?: Readonly<Record<string, string>>;
}

export interface CallOptions {
  /** 云函数名 */
  readonly name?: string;
  /** 云函数内的服务路径，如 `pay/kh/createPayment` */
  readonly url: string;
  readonly data?: unknown;
  /** 遮罩文字；有它就显示遮罩 */
  readonly title?: string;
  readonly loading?: boolean;
  /** 失败时弹窗；缺省为「没有 fail 回调时弹」 */
  readonly needAlert?: boolean;
  /** 与 needAlert 相反，且优先 */
  readonly noAlert?: boolean;
  /** 失败时用轻提示代替弹窗 */
  readonly errorToast?: boolean;
  /** 毫秒 */
  readonly timeout?: number;
  success?(answer: unknown): void;
  fail?(error: unknown): void;
  complete?(result: unknown): void;
}

export interface VkToken {
  readonly token: string;
  /** 毫秒时间戳 */
  readonly tokenExpired: number;
}

export interface VkClient {
  /** 交给框架配置；`Vue` 是应用实例 */
  init(options: { readonly Vue?: App; readonly config: VkConfig }): void;
  /** 调用云函数。业务失败与系统失败都会 reject，页面必须接住。 */
  callFunction<Answer = unknown>(options: CallOptions): Promise<Answer>;
  alert(content: string, title?: string, confirmText?: string, after?: () => void): void;
  toast(title: string, icon?: 'none' | 'success' | 'error' | 'loading', duration?: number): void;
  navigateTo(target: string | { readonly url: string }): void;
  /** 本地 token 是否还没过期（只看时间，不代表服务端认可） */
  checkToken(): boolean;
}

export type VkPlugin = Plugin<[VkConfig?]>;
