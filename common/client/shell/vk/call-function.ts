/** vk.callFunction：行为照 vk-unicloud 文档，页面换成官方插件不用改。 */
import { alert, toast } from './dialogs';
import { classifyAnswer, refreshedToken, textOf } from './result';
import { deleteToken, hasToken, saveToken } from './token';
import type { CallOptions, VkConfig } from './types';
import { SHELL } from '../../words/shell';

/** 目录名 kh / sys 的服务需要登录；带点的云对象方法没有 pub 标记也一样。 */
function needsLogin(url: string): boolean {
  const folders = url.split('/');
  if (folders.includes('kh') || folders.includes('sys')) return true;
  return url.includes('.') && !folders.includes('pub') && !/pub\./.test(url);
}

function openLogin(config: VkConfig, answer: unknown): void {
  if (config.tokenExpiredAutoDelete !== false) deleteToken();
  if (config.interceptor?.login) config.interceptor.login(answer);
  else uni.navigateTo({ url: config.login.url });
}

function systemText(config: VkConfig, error: unknown): string {
  const key = /timeout|超时/i.test(textOf(error)) ? 'cloudfunction-timeout' : 'cloudfunction-system-error';
  return config.globalErrorCode?.[key] ?? SHELL.busy;
}

function notify(config: VkConfig, options: CallOptions, error: unknown, isSystem: boolean): void {
  const wanted = options.noAlert === undefined ? (options.needAlert ?? options.fail === undefined) : !options.noAlert;
  if (!wanted) return;
  if (isSystem) toast(systemText(config, error));
  else if (options.errorToast) toast(textOf(error) || SHELL.failed);
  else alert(textOf(error) || SHELL.failed);
}

function failWith(config: VkConfig, options: CallOptions, error: unknown, isSystem: boolean): Promise<never> {
  if (config.interceptor?.fail?.({ err: error, options }) !== false) {
    notify(config, options, error, isSystem);
    options.fail?.(error);
  }
  options.complete?.(error);
  return Promise.reject(error);
}

async function invoke(config: VkConfig, options: CallOptions): Promise<unknown> {
  const request = {
    name: options.name ?? config.functionName,
    data: { $url: options.url, data: options.data ?? {} },
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
  };
  const masked = options.title !== undefined || options.loading === true;
  if (masked) uni.showLoading({ title: options.title ?? SHELL.working, mask: true });
  try {
    const { result } = await uniCloud.callFunction(request);
    return result as unknown;
  } finally {
    if (masked) uni.hideLoading();
  }
}

/** @throws 业务失败为云函数的答复，系统失败为 SDK 的错误；没有登录为 `{ code: 30204 }` */
export async function callFunction(config: VkConfig, options: CallOptions): Promise<unknown> {
  if (needsLogin(options.url) && !hasToken(Date.now())) {
    const refusal = { code: 30204, msg: 'no valid token on this device' };
    openLogin(config, refusal);
    return Promise.reject(refusal);
  }
  let answer: unknown;
  try {
    answer = await invoke(config, options);
  } catch (error) {
    return failWith(config, options, error, true);
  }
  const refreshed = refreshedToken(answer);
  if (refreshed) saveToken(refreshed);
  switch (classifyAnswer(answer)) {
    case 'success':
      options.success?.(answer);
      options.complete?.(answer);
      return answer;
    case 'login':
      openLogin(config, answer);
      return Promise.reject(answer);
    case 'system':
      return failWith(config, options, answer, true);
    case 'business':
      return failWith(config, options, answer, false);
  }
}
