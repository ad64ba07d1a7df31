/**
 * vk-unicloud 前端的替身：没有安装官方插件时使用（vite.config.ts 的 vk-client 别名）。
 * 只实现本项目用到的部分，行为照官方文档。
 */
import { callFunction } from './call-function';
import { alert, toast } from './dialogs';
import { hasToken } from './token';
import type { CallOptions, VkClient, VkConfig, VkPlugin } from './types';

export function createVkClient(config: VkConfig): VkClient {
  return {
    callFunction: <Answer>(options: CallOptions) => callFunction(config, options) as Promise<Answer>,
    alert,
    toast,
    navigateTo: (target) => uni.navigateTo({ url: typeof target === 'string' ? target : target.url }),
    checkToken: () => hasToken(Date.now()),
  };
}

const plugin: VkPlugin = {
  install(app, config) {
    if (!config) throw new Error('app.use(vk, config)：请传入 app.config.js 的内容');
    const vk = createVkClient(config);
    uni.vk = vk;
    app.config.globalProperties['vk'] = vk;
  },
};

export default plugin;
