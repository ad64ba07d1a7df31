import { createSSRApp } from 'vue';
import vk from 'vk-client';
import config from '@/app.config.js';
import App from './App.vue';

/** uni-app 的入口：每个端都从这里创建应用。 */
export function createApp() {
  const app = createSSRApp(App);
  app.use(vk, config);
  return { app };
}
