/** 构建期与框架提供、TypeScript 自己看不到的东西。 */

/** 图片由打包器换成地址。 */
declare module '*.svg' {
  const address: string;
  export default address;
}

declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  const component: DefineComponent<object, object, unknown>;
  export default component;
}

/** 构建时指向官方 uni_modules/vk-unicloud，没有安装时指向 common/client/shell/vk。 */
declare module 'vk-client' {
  const plugin: import('./common/client/shell/vk/types').VkPlugin;
  export default plugin;
}

declare module '@/app.config.js' {
  const config: import('./common/client/shell/vk/types').VkConfig;
  export default config;
}

interface Uni {
  vk: import('./common/client/shell/vk/types').VkClient;
}
