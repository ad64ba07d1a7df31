/**
 * vk-unicloud 前端的替身：没有安装官方插件时使用（vite.config.ts 的 vk-client 别名）。
 * 只实现本项目用到的部分，行为照官方文档。
 */
import { callFunction } from './call-function';
import { alert, toast } from './dialogs';
import { hasToken } from './token';
import type { CallOptions, VkClient, VkConfig, VkPlugin } from './types';

/** @param given 也可以之后用 init 交给它 */
export function createVkClient(given?: VkConfig): VkClient {
  let config = given;
  const ready = (): VkConfig => {
    if (!config) throw new Error('uni.vk.init({ config }): give it app.config.js');
    return config;
  };
  return {
    init: (options) => (config = options.config),
    callFunction: <Answer>(options: CallOptions) => callFunction(ready(), options) as Promise<Answer>,
    alert,
    toast,
    navigateTo: (target) => uni.navigateTo({ url: typeof target === 'string' ? target : target.url }),
    checkToken: () => hasToken(Date.now()),
  };
}

const plugin: VkPlugin = {
  install(app, config) {
    const vk = createVkClient(config);
    uni.vk = vk;
    app.config.globalProperties['vk'] = vk;
  },
};

export default plugin;
