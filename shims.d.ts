/** 构建期与框架提供、TypeScript 自己看不到的东西。 */

/** 是否为带模拟器的开发构建（vite.config.ts 按环境变量 VK_PAY_SIMULATOR 写入的编译期常量）。 */
declare const __VK_PAY_SIMULATOR__: boolean;

declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  const component: DefineComponent<object, object, unknown>;
  export default component;
}

/** 构建时指向官方 uni_modules/vk-unicloud，没有安装时指向 common/client/vk。 */
declare module 'vk-client' {
  const plugin: import('./common/client/vk/types').VkPlugin;
  export default plugin;
}

declare module '@/app.config.js' {
  const config: import('./common/client/vk/types').VkConfig;
  export default config;
}

interface Uni {
  vk: import('./common/client/vk/types').VkClient;
}
