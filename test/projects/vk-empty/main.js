import App from './App';
import vk from './uni_modules/vk-unicloud';
import config from '@/app.config.js';
import { createSSRApp } from 'vue';

export function createApp() {
  const app = createSSRApp(App);
  app.use(vk);
  uni.vk.init({ Vue: app, config });
  return { app };
}
